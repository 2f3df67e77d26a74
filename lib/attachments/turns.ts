/** One thing after another, however many ask at once. */
export class Turns {
	private last: Promise<unknown> = Promise.resolve();

	take<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.last.then(work);
		this.last = turn.catch(() => {});
		return turn;
	}
}
