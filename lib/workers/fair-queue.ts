/**
 * A queue that serves users in turn: however many jobs one user has, the next user's first job comes after one of
 * theirs. If it knows the users' costs, the user with the lowest comes first: many users with many jobs do not delay
 * others.
 */
export class FairQueue<T> {
	/** In the order in which users are served: a served user goes to the end. */
	private readonly jobs = new Map<number, T[]>();
	size = 0;

	/** The number of this user's waiting jobs. */
	waiting(user: number): number {
		return this.jobs.get(user)?.length ?? 0;
	}

	push(user: number, job: T): void {
		const own = this.jobs.get(user);
		if (own) own.push(job);
		else this.jobs.set(user, [job]);
		this.size++;
	}

	/** Removes a waiting job; returns false if it no longer waits. */
	remove(user: number, job: T): boolean {
		const own = this.jobs.get(user) ?? [];
		const index = own.indexOf(job);
		if (index < 0) return false;
		own.splice(index, 1);
		if (own.length === 0) this.jobs.delete(user);
		this.size--;
		return true;
	}

	/** The next job of the first user in line among those with the lowest cost who may be served now. */
	take(mayRun: (user: number) => boolean, costOf: (user: number) => number = () => 0): { user: number; job: T } | null {
		let next: { user: number; own: T[]; cost: number } | null = null;
		for (const [user, own] of this.jobs) {
			const cost = costOf(user);
			if ((next === null || cost < next.cost) && mayRun(user)) next = { user, own, cost };
		}
		if (!next) return null;
		const { user, own } = next;
		const job = own.shift() as T;
		this.jobs.delete(user);
		if (own.length > 0) this.jobs.set(user, own);
		this.size--;
		return { user, job };
	}
}
