/** Waiting jobs, taken round robin by user: however many one user has, the next user's first job comes after one of theirs. */
export class FairQueue<T> {
	/** In the order in which users are served: a user who was served goes to the end. */
	private readonly jobs = new Map<number, T[]>();
	size = 0;

	/** How many jobs of this user wait. */
	waiting(user: number): number {
		return this.jobs.get(user)?.length ?? 0;
	}

	push(user: number, job: T): void {
		const own = this.jobs.get(user);
		if (own) own.push(job);
		else this.jobs.set(user, [job]);
		this.size++;
	}

	/** Takes back a job that waits; false where it does not any more. */
	remove(user: number, job: T): boolean {
		const own = this.jobs.get(user) ?? [];
		const index = own.indexOf(job);
		if (index < 0) return false;
		own.splice(index, 1);
		if (own.length === 0) this.jobs.delete(user);
		this.size--;
		return true;
	}

	/** The next job of the first user in line who may be served now. */
	take(mayRun: (user: number) => boolean): { user: number; job: T } | null {
		for (const [user, own] of this.jobs) {
			if (!mayRun(user)) continue;
			const job = own.shift() as T;
			this.jobs.delete(user);
			if (own.length > 0) this.jobs.set(user, own);
			this.size--;
			return { user, job };
		}
		return null;
	}
}
