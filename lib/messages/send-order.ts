/**
 * Keeps the messages of a user in a channel in the order in which they came, while what has to be known before they are
 * queued is read for some of them.
 */
export class SendOrder {
	/** The latest message of each author and channel that waits, as the moment at which it is queued or refused. */
	private readonly waiting = new Map<string, Promise<void>>();

	/**
	 * Calls `queue` with `prepared`, at once if that is known and no earlier message of the author waits. A message that
	 * is refused holds back no later one.
	 */
	queueInOrder<Prepared, Result>(
		authorId: number,
		channelId: number,
		prepared: Prepared | Promise<Prepared>,
		queue: (prepared: Prepared) => Promise<Result>,
	): Promise<Result> {
		const key = `${authorId} ${channelId}`;
		const earlier = this.waiting.get(key);
		// Without an async function: nearly every message comes this way, and another promise costs it microseconds.
		if (!earlier && !(prepared instanceof Promise)) return queue(prepared);
		// In an object, because the turn ends when the message is queued, not when it is stored.
		const queued = Promise.all([prepared, earlier]).then(([known]) => ({ stored: queue(known) }));
		const turn = Promise.allSettled([queued, earlier]).then(() => {
			if (this.waiting.get(key) === turn) this.waiting.delete(key);
		});
		this.waiting.set(key, turn);
		return queued.then(({ stored }) => stored);
	}
}
