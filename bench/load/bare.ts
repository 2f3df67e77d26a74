import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";

/** Socket.IO as its documentation shows it, without a database: what is said is told to everybody and acknowledged. */
export const bare = {
	async listen(_: object): Promise<{ port: number }> {
		const http = createServer();
		const io = new Server(http, { perMessageDeflate: false, serveClient: false });
		let seq = 0;
		io.on("connection", (socket) => {
			socket.on("channel:open", (_payload, acknowledge) => {
				void socket.join("channel");
				acknowledge({ ok: true, lastSeq: seq, lastRev: seq, lastReadSeq: 0, messages: [], complete: true });
			});
			socket.on("message:send", ({ channelId, nonce, content }, acknowledge) => {
				seq++;
				const message = {
					...{ channelId, seq, rev: seq, nonce, content, replyTo: null, createdAt: new Date().toISOString() },
					author: { id: 1, username: "bench001", displayName: "bench001", avatarUrl: null },
					...{ editedAt: null, deletedAt: null, reactions: [], attachments: [] },
				};
				io.to("channel").emit("messages", { channelId, rev: seq, messages: [message] });
				acknowledge({ ok: true, message });
			});
		});
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		const address = http.address();
		if (typeof address !== "object" || address === null) throw new Error("No port was given.");
		return { port: address.port };
	},
};
