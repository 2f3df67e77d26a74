import type { Client } from "./connection";

/** A listening connection. It does not reconnect: after `lost`, its owner opens another. */
export type Listening = {
	/** Resolves if the connection responds within a moment; rejects otherwise. */
	ping(): Promise<void>;
	end(): Promise<void>;
};

const timeoutMs = 3000;
/** A machine that is just starting, or very busy, may need longer for the first response. */
const connectTimeoutMs = 20_000;

/**
 * LISTENs on a separate connection. `onNotification` gets every payload in commit order; `lost` is called once, when
 * the connection is gone. Resolves when the database has confirmed: later commits are received.
 */
export async function listen(
	openOne: (extra: object) => Client,
	channel: string,
	onNotification: (payload: string) => void,
	lost: () => void,
): Promise<Listening> {
	let over = false;
	const once = () => {
		if (over) return;
		over = true;
		lost();
	};
	// postgres.js reports its own connections through these two options; its listen() would reconnect by itself,
	// unnoticed.
	const client = openOne({
		max_lifetime: null,
		idle_timeout: null,
		fetch_types: false,
		connection: { application_name: "hearth listening" },
		onnotify: (_channel: string, payload: string) => onNotification(payload),
		onclose: once,
	});
	const end = async () => {
		over = true;
		await client.end({ timeout: 0 }).catch(() => {});
	};
	const ping = () =>
		within(
			client`select 1`.then(() => {}),
			timeoutMs,
		);
	try {
		await within(
			client.unsafe(`listen ${channel}`).then(() => {}),
			connectTimeoutMs,
		);
	} catch (error) {
		await end();
		throw error;
	}
	return { ping, end };
}

async function within(work: Promise<void>, ms: number): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	try {
		await Promise.race([
			work,
			new Promise<never>((_, reject) => {
				timer = setTimeout(() => reject(new Error("The listening connection does not answer.")), ms);
			}),
		]);
	} finally {
		clearTimeout(timer);
	}
}
