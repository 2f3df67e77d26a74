declare module "../process/app-state" {
	interface AppState {
		emitBuffer: EmitBuffer;
	}
}

/**
 * The maximum of waiting events. Access is usually unknown for moments only, or while the database is unavailable and
 * little happens.
 */
const maxHeld = 10_000;

/**
 * While this instance cannot know whether another one has revoked access, it buffers events for a server's members
 * here. They are emitted in order, to the sockets then in the room, after everybody's access has been checked again.
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

	/** Runs `act` now, or when the buffer is released. */
	emit(act: () => void): void {
		if (!this.held) act();
		else if (this.held.length < maxHeld) this.held.push(act);
	}
}
