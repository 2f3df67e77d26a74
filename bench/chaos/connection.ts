import { Agent, type ClientRequestArgs } from "node:http";
import { connect, type Socket } from "node:net";

/** A user's raw connections, which can be cut or left unread, as on a bad network. */
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

	/** Ends the transport without a closing handshake. */
	cut(): void {
		for (const socket of this.raw) socket.resetAndDestroy();
	}

	/** From now on reads nothing, on new connections either. */
	stopReading(): void {
		this.unread = true;
		for (const socket of this.raw) socket.pause();
	}

	readAgain(): void {
		this.unread = false;
		for (const socket of this.raw) socket.resume();
	}
}
