import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:tls";
import { config } from "../process/config";
import { clockFinding } from "./check-services";
import { count, type Finding } from "./finding";

const timeoutMs = 10_000;
const certificateDays = 14;
const uploadBytes = 1024 * 1024;
const dayMs = 24 * 3_600_000;
const maxClockDifferenceMs = 5000;

/** Asks Hearth through the address that users open, as a browser would. */
export async function checkPublicAddress(address: string): Promise<Finding[]> {
	const first = await ask(`${address}/readyz`);
	if (first === null || first.status !== 200 || first.text !== "ready")
		return [
			{
				check: "public_address",
				problem: `${address} does not lead to this instance.`,
				advice:
					"Check the name, the proxy, its certificate and the firewall: see “Behind a proxy” in docs/operating.md.",
			},
		];
	const isEncrypted = address.startsWith("https:");
	const found = await Promise.all([
		checkWebSocket(address),
		checkUpload(address),
		...(isEncrypted ? [checkCertificate(new URL(address))] : []),
	]);
	return [...checkHeaders(address, first.headers), ...found.flat()];
}

function checkHeaders(address: string, headers: Headers): Finding[] {
	const date = Date.parse(headers.get("date") ?? "");
	const difference = Number.isNaN(date) ? 0 : Math.abs(Date.now() - date);
	const isProxied = headers.has("server") || headers.has("via");
	return [
		...(address.startsWith("https:") && !headers.has("strict-transport-security")
			? [
					{
						check: "hsts",
						problem: `${address} does not tell browsers to stay with https.`,
						advice: "Let the proxy send `Strict-Transport-Security: max-age=31536000`.",
					},
				]
			: []),
		...(isProxied && config.trustedProxies.rules.length === 0
			? [
					{
						check: "forwarded",
						problem: "A proxy answers, and TRUSTED_PROXIES is not set: all users share one address and its limits.",
						advice: "Set TRUSTED_PROXIES to the proxy's address, such as `loopback`.",
					},
				]
			: []),
		...(difference > maxClockDifferenceMs ? [clockFinding("the proxy", difference)] : []),
	];
}

async function checkWebSocket(address: string): Promise<Finding[]> {
	const status = await new Promise<number>((resolve) => {
		const request = address.startsWith("https:") ? httpsRequest : httpRequest;
		const sent = request(`${address}/socket.io/?EIO=4&transport=websocket`, {
			headers: {
				...{ Connection: "Upgrade", Upgrade: "websocket", Origin: address },
				...{ "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": randomBytes(16).toString("base64") },
			},
			timeout: timeoutMs,
		});
		sent.on("upgrade", (_, socket) => {
			socket.destroy();
			resolve(101);
		});
		sent.on("response", (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		sent.on("timeout", () => sent.destroy());
		sent.on("error", () => resolve(0));
		sent.end();
	});
	if (status === 101) return [];
	return [
		{
			check: "websocket",
			problem: `WebSockets do not pass through ${address}, so browsers fall back to long-polling.`,
			advice: "Let the proxy pass `Upgrade` and `Connection` and speak HTTP/1.1: see docs/operating.md.",
		},
	];
}

/** Hearth refuses this upload, which has no session. A proxy that accepts no large bodies refuses it otherwise. */
async function checkUpload(address: string): Promise<Finding[]> {
	const response = await ask(`${address}/api/account/avatar`, {
		method: "PUT",
		headers: { Origin: address, "Content-Type": "application/octet-stream" },
		body: Buffer.alloc(uploadBytes),
	});
	// Hearth may answer before it has read everything, and then closes the connection.
	if (response === null || response.text.includes('"error"')) return [];
	return [
		{
			check: "upload",
			problem: `${address} does not take an upload of 1 MB.`,
			advice: "Raise the limit of the proxy above MAX_UPLOAD_MB, in nginx `client_max_body_size`.",
		},
	];
}

async function checkCertificate({ hostname, port }: URL): Promise<Finding[]> {
	const left = await new Promise<number | null>((resolve) => {
		const socket = connect(
			{ host: hostname, port: Number(port) || 443, servername: hostname, timeout: timeoutMs },
			() => {
				resolve((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / dayMs);
				socket.destroy();
			},
		);
		socket.on("timeout", () => socket.destroy(new Error("late")));
		socket.on("error", () => resolve(null));
	});
	if (left === null || left > certificateDays) return [];
	return [
		{
			check: "certificate",
			problem: `The certificate of ${hostname} ends in ${count(Math.max(0, Math.floor(left)), "day")}.`,
			advice: "Renew it; a proxy that should do so by itself has not.",
		},
	];
}

async function ask(url: string, init: RequestInit = {}) {
	try {
		const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
		return { status: response.status, headers: response.headers, text: await response.text() };
	} catch {
		return null;
	}
}
