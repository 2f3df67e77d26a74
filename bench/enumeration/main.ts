// npm run bench:enumeration -- [tries]
// Measures whether the time of a response reveals that a name or an address has an account. Exits with 1 if it does.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { App } from "@/e2e/app";
import { median } from "../statistics";

const maxDifferenceMs = 2;
const password = "correct horse battery";
const known = { username: "known", email: "known@example.org" };

type TimedResponse = { ms: number; status: number; text: string };
/** Sends a request about a known or an unknown account. `n` makes each request different. */
type Probe = (isKnown: boolean, n: number) => Promise<TimedResponse>;

const tries = Number(process.argv[2] ?? 1000);
const emails: string[] = [];
const mailServer = new SMTPServer({
	authOptional: true,
	disabledCommands: ["STARTTLS"],
	onData: async (stream, _session, done) => {
		let text = "";
		for await (const part of stream) text += part;
		emails.push(text.replace(/=\r\n/g, "").replaceAll("=3D", "="));
		done();
	},
});
mailServer.listen(0, "127.0.0.1");
await once(mailServer.server, "listening");
const app = await App.start({
	RATE_LIMITS: "off",
	HOST: "127.0.0.1",
	LOG_LEVEL: "silent",
	PUBLIC_URL: "http://bench.invalid",
	SMTP_URL: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
	MAIL_FROM: "bench@example.org",
});
const base = `http://127.0.0.1:${app.port}`;
let cookies = "";

async function call(method: string, path: string, body: unknown, isForm = false): Promise<TimedResponse> {
	const started = performance.now();
	const response = await fetch(`${base}${path}`, {
		method,
		redirect: "manual",
		headers: {
			"content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
			...(cookies && { cookie: cookies }),
		},
		body: isForm ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body),
	});
	const text = await response.text();
	const ms = performance.now() - started;
	for (const line of response.headers.getSetCookie()) keep(line.split(";", 1)[0] ?? "");
	return { ms, status: response.status, text };
}

function keep(cookie: string): void {
	const name = cookie.split("=", 1)[0];
	const others = cookies.split("; ").filter((one) => one && !one.startsWith(`${name}=`));
	cookies = [...others, cookie].join("; ");
}

async function csrfToken(): Promise<string> {
	const response = await fetch(`${base}/api/auth/csrf`);
	for (const line of response.headers.getSetCookie()) keep(line.split(";", 1)[0] ?? "");
	const { csrfToken } = (await response.json()) as { csrfToken: string };
	return csrfToken;
}

const signIn = (csrfToken: string, username: string, given: string) =>
	call("POST", "/api/auth/callback/credentials", { csrfToken, username, password: given, json: "true" }, true);

const signInInSteps = (name: string) => call("POST", "/api/sign-in", { name, password: "wrong horse battery" });

/** An account with a verified address, and the cookies of another one that is signed in. */
async function prepare(): Promise<{ session: string; csrf: string; guest: string }> {
	await call("POST", "/api/account", { ...known, password });
	while (!emails.some((email) => email.includes("token="))) await sleep(20);
	const token = /token=([\w-]{43})/.exec(emails.join("\n"))?.[1];
	const verified = await call("POST", "/api/account/email/verify", { token });
	if (verified.status !== 200) throw new Error(`The address was not verified: ${verified.text}`);
	await call("POST", "/api/account", { username: "asker", password });
	const csrf = await csrfToken();
	const guest = cookies;
	await signIn(csrf, "asker", password);
	const session = cookies;
	return { session, csrf, guest };
}

const pick = (isKnown: boolean, a: string, b: string) => (isKnown ? a : b);

function probesFor({ session, csrf, guest }: Awaited<ReturnType<typeof prepare>>): Record<string, Probe> {
	const as = (whose: string, act: () => Promise<TimedResponse>) => {
		cookies = whose;
		return act();
	};
	return {
		"sign-in in two steps, by username": (isKnown, n) =>
			as("", () => signInInSteps(pick(isKnown, known.username, `nobody${n}`))),
		"sign-in in two steps, by e-mail": (isKnown, n) =>
			as("", () => signInInSteps(pick(isKnown, known.email, `nobody${n}@example.org`))),
		"sign-in by username": (isKnown, n) =>
			as(guest, () => signIn(csrf, pick(isKnown, known.username, `nobody${n}`), "wrong horse battery")),
		"sign-in by e-mail": (isKnown, n) =>
			as(guest, () => signIn(csrf, pick(isKnown, known.email, `nobody${n}@example.org`), "wrong horse battery")),
		"forgot, by username": (isKnown, n) =>
			as("", () => call("POST", "/api/password/forgot", { name: pick(isKnown, known.username, `nobody${n}`) })),
		"forgot, by e-mail": (isKnown, n) =>
			as("", () =>
				call("POST", "/api/password/forgot", { name: pick(isKnown, known.email, `nobody${n}@example.org`) }),
			),
		"register with an e-mail": (isKnown, n) =>
			as("", () =>
				call("POST", "/api/account", {
					username: `new${n}${isKnown ? "a" : "b"}`,
					password,
					email: pick(isKnown, known.email, `new${n}@example.org`),
				}),
			),
		"change the e-mail": (isKnown, n) =>
			as(session, () =>
				call("PUT", "/api/account/email", { email: pick(isKnown, known.email, `other${n}@example.org`), password }),
			),
	};
}

/** Measures known and unknown accounts in random order, so that the effects of earlier requests fall on both. */
async function measure(
	probe: Probe,
): Promise<{ difference: number; known: number; unknown: number; statuses: Set<number> }> {
	const times = { known: [] as number[], unknown: [] as number[] };
	const statuses = new Set<number>();
	for (let n = 0; n < tries; n++)
		for (const isKnown of Math.random() < 0.5 ? [true, false] : [false, true]) {
			const { ms, status } = await probe(isKnown, n);
			times[isKnown ? "known" : "unknown"].push(ms);
			statuses.add(status);
		}
	const [knownMs, unknownMs] = [median(times.known), median(times.unknown)];
	return { difference: Math.abs(knownMs - unknownMs), known: knownMs, unknown: unknownMs, statuses };
}

try {
	const probes = probesFor(await prepare());
	for (const [name, probe] of Object.entries(probes)) {
		const { difference, known, unknown, statuses } = await measure(probe);
		const differs = difference > maxDifferenceMs || statuses.size > 1;
		if (differs) process.exitCode = 1;
		const medians = `known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms`;
		process.stdout.write(
			`${name}: ${medians}, difference ${difference.toFixed(2)} ms, status ${[...statuses].join(" and ")}${differs ? ": DIFFERS" : ""}\n`,
		);
	}
} finally {
	await app.stop();
	mailServer.close();
}
process.exit();
