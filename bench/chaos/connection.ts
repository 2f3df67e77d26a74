import { Agent, type ClientRequestArgs } from "node:http";
import { connect, type Socket } from "node:net";

/** The raw connections of one person, so that they can be cut or left unread as a bad network would. */
export class ChaosConnection extends Agent {
	private readonly raw = new Set<Socket>();
	private unread = false;

	override createConnection(options: ClientRequestArgs): Socket {
		const socket = connect({ host: options.host ?? "127.0.0.1", port: Number(options.port), noDelay: true });
		this.raw.add(socket);
		socket.once("close", () => this.raw.delete(socket));
		if (this.unread) socket.pause();
		return socket;
	}

	/** Ends the transport without a goodbye. */
	cut(): void {
		for (const socket of this.raw) socket.resetAndDestroy();
	}

	/** From now on nothing that arrives is read, on connections still to come either. */
	stopReading(): void {
		this.unread = true;
		for (const socket of this.raw) socket.pause();
	}

	readAgain(): void {
		this.unread = false;
		for (const socket of this.raw) socket.resume();
	}
}
