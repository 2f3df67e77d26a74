/** What may wait: the doubt lasts for moments, or as long as the database is away and little happens. */
const maxHeld = 10_000;

/**
 * While this node cannot know who was shut out by another, what is for a server's members waits here, and leaves, in its
 * order and to those who are then in the room, when everybody's access has been proved again.
 */
export class EmitBuffer {
	private held: (() => void)[] | null = null;

	hold(): void {
		this.held ??= [];
	}

	release(): void {
		const held = this.held ?? [];
		this.held = null;
		for (const act of held) act();
	}

	/** Does it now, or when the doubt is over. */
	emit(act: () => void): void {
		if (!this.held) act();
		else if (this.held.length < maxHeld) this.held.push(act);
	}
}
