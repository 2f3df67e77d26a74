type Connection = { close(discard?: boolean): void; transport: object };

/** Ends a connection at once: a closing handshake would wait for the client, behind all unread data. */
export function terminate(connection: Connection): void {
	const { socket } = connection.transport as { socket?: { terminate?: () => void } };
	if (socket?.terminate) socket.terminate();
	else connection.close(true);
}
