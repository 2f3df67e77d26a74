import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import type { Ack, ClientToServer, Message, MessagePage, Server, ServerToClient } from "@/lib/realtime/protocol";

/** A client that uses the protocol without a browser. */
export class ApiClient {
	private constructor(
		readonly url: string,
		readonly username: string,
		readonly cookie: string,
	) {}

	/** Registers, or uses the existing account, and signs in through NextAuth's own flow. */
	static async signUp(url: string, username: string, password = "correct horse"): Promise<ApiClient> {
		await fetch(`${url}/api/account`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ username, password }),
		});
		const jar = new Map<string, string>();
		const keep = (answer: Response) => {
			for (const cookie of answer.headers.getSetCookie()) {
				const [pair = ""] = cookie.split(";");
				jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
			}
		};
		const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
		const csrf = await fetch(`${url}/api/auth/csrf`);
		keep(csrf);
		const { csrfToken } = (await csrf.json()) as { csrfToken: string };
		const signedIn = await fetch(`${url}/api/auth/callback/credentials`, {
			method: "POST",
			redirect: "manual",
			headers: { cookie: cookies(), "content-type": "application/x-www-form-urlencoded" },
			body: new URLSearchParams({ csrfToken, username, password, json: "true" }),
		});
		keep(signedIn);
		if (!signedIn.ok) throw new Error(`${username} could not sign in: ${signedIn.status} ${await signedIn.text()}`);
		return new ApiClient(url, username, cookies());
	}

	/** A client with the cookies of a session. */
	static signedIn = (url: string, username: string, cookie: string): ApiClient => new ApiClient(url, username, cookie);

	/** The same user and session, through another instance. */
	by = ({ url }: { url: string }): ApiClient => new ApiClient(url, this.username, this.cookie);

	async call<T = Record<string, never>>(method: string, path: string, body?: object): Promise<T> {
		const answer = await fetch(this.url + path, {
			method,
			headers: { cookie: this.cookie, ...(body && { "content-type": "application/json" }) },
			...(body && { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return (text ? JSON.parse(text) : {}) as T;
	}

	/** Ends this session through NextAuth's own flow. */
	async signOut(): Promise<void> {
		const csrf = await fetch(`${this.url}/api/auth/csrf`, { headers: { cookie: this.cookie } });
		const { csrfToken } = (await csrf.json()) as { csrfToken: string };
		const answer = await fetch(`${this.url}/api/auth/signout`, {
			method: "POST",
			redirect: "manual",
			headers: { cookie: this.cookie, "content-type": "application/x-www-form-urlencoded" },
			body: new URLSearchParams({ csrfToken, json: "true" }),
		});
		if (answer.status >= 400) throw new Error(`${this.username} could not sign out: ${answer.status}`);
	}

	async makeServer(name: string): Promise<{ serverId: number; channelId: number }> {
		const { categories } = await this.call<{ categories: { id: number }[] }>("GET", "/api/categories");
		const { server } = await this.call<{ server: Server }>("POST", "/api/servers", {
			name,
			categoryId: categories[0]?.id,
		});
		return { serverId: server.id, channelId: server.channels?.[0]?.id ?? 0 };
	}

	join = (serverId: number) => this.call("POST", `/api/membership/${serverId}`);
	leave = (serverId: number) => this.call("DELETE", `/api/membership/${serverId}`);

	sends = (channelId: number, content: string) =>
		this.call<{ message: Message }>("POST", `/api/channels/${channelId}/messages`, { nonce: randomUUID(), content });

	/** Returns the whole history of a channel, fetched page by page. */
	async history(channelId: number): Promise<Message[]> {
		const all: Message[] = [];
		for (;;) {
			const page = await this.call<MessagePage>(
				"GET",
				`/api/channels/${channelId}/messages?limit=100&after=${all.at(-1)?.seq ?? 0}`,
			);
			all.push(...page.messages);
			if (!page.hasAfter) return all;
		}
	}

	async connect(): Promise<Socket<ServerToClient, ClientToServer>> {
		const socket: Socket<ServerToClient, ClientToServer> = io(this.url, {
			extraHeaders: { cookie: this.cookie },
			transports: ["websocket"],
			forceNew: true,
			reconnectionDelay: 100,
			reconnectionDelayMax: 500,
		});
		await new Promise<void>((resolve, reject) => {
			socket.once("connect", resolve);
			socket.once("connect_error", reject);
		});
		return socket;
	}
}

/**
 * Sends over a socket until the message is acknowledged, even if the connection or the app is lost; the nonce prevents
 * duplicates.
 */
export async function sendUntilAcknowledged(
	socket: Socket<ServerToClient, ClientToServer>,
	channelId: number,
	content: string,
	nonce: string = randomUUID(),
): Promise<Message> {
	for (;;) {
		const ack: Ack<{ message: Message }> | null = await socket
			.timeout(1000)
			.emitWithAck("message:send", { channelId, nonce, content })
			.catch(() => null);
		if (ack?.ok) return ack.message;
		if (ack && !["unavailable", "rate_limited", "internal"].includes(ack.error.code))
			throw new Error(ack.error.message);
		await new Promise((resolve) => setTimeout(resolve, ack?.error.retryAfterMs ?? 100));
	}
}
