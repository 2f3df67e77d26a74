import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { routes } from "@/app/api/routes";
import { connect, disconnect, sql } from "@/db";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { seed } from "@/db/seed";
import * as sessions from "@/lib/auth/sessions";
import { startListening } from "@/lib/cluster/pg-listener";
import { enforceBodyTimeouts, isUpload, serverOptions } from "@/lib/http/body-timeout";
import { sessionCookie } from "@/lib/http/cookies";
import { createRequestListener, type PageHandler } from "@/lib/http/request-listener";
import { guardUpgrades } from "@/lib/http/socket-guard";
import { parseProxies } from "@/lib/http/trusted-proxies";
import { appState } from "@/lib/process/app-state";
import { config } from "@/lib/process/config";
import { createAppState } from "@/lib/process/create-app-state";
import { log } from "@/lib/process/log";
import { startReconciler } from "@/lib/realtime/reconciler";
import { createSocketServer } from "@/lib/realtime/socket-server";
import { startIndexing } from "@/lib/search";
import { ApiClient } from "./api-client";

const secret = "a secret that is as long as it needs to be";

const noPage: PageHandler = async (_, response) => void response.writeHead(404).end("a page");

/** The whole backend as server.ts composes it, on a real PostgreSQL of its own, with pages only where a test brings its own. */
export class TestServer {
	/** What was logged as a bug: nothing a test does may cause one. */
	readonly loggedErrors: unknown[] = [];

	private constructor(
		readonly http: Server,
		readonly url: string,
		private readonly ends: (() => unknown)[],
	) {}

	static async open(settings: { rateLimits?: boolean; pages?: PageHandler } = {}): Promise<TestServer> {
		const { rateLimits = false, pages = noPage } = settings;
		Object.assign(config, {
			rateLimits,
			linkPreviews: false,
			publicUrl: undefined,
			trustedProxies: parseProxies("", () => {}),
		});
		const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
		// The database runs under another account where the tests run as root: it must be able to walk in.
		chmodSync(folder, 0o755);
		const database = await startEmbedded(folder, () => {});
		// How long a connection may take is not what is tested, and a busy machine needs its time.
		const where = { ...database.options, connect_timeout: 60 };
		await migrate(where);
		connect(where, { max: 16 });
		await seed();
		config.filesDir = join(folder, "files");
		createAppState(secret);
		const http = createServer(serverOptions);
		// A kept connection that the server gives up just as a test asks again would fail that test.
		http.keepAliveTimeout = 60_000;
		http.on("request", createRequestListener(routes, pages));
		// Upgraded connections are no longer the server's own to close.
		const connections = new Set<Socket>();
		http.on("connection", (socket) => {
			connections.add(socket);
			socket.once("close", () => connections.delete(socket));
		});
		const io = createSocketServer(http);
		appState().io = io;
		guardUpgrades(http);
		const stopBounding = enforceBodyTimeouts(http, isUpload);
		const stopHealing = startReconciler();
		const stopListening = await startListening();
		const stopIndexing = startIndexing();
		await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
		const address = http.address();
		if (typeof address !== "object" || address === null) throw new Error("No port was given.");

		const world = new TestServer(http, `http://127.0.0.1:${address.port}`, [
			stopHealing,
			stopBounding,
			stopListening,
			stopIndexing,
			() => io.close(),
			() => {
				for (const socket of connections) socket.destroy();
			},
			() => {
				for (const pool of Object.values(appState().workers)) pool.close();
			},
			() => appState().presence.stop(),
			() => appState().channelHeads.stop(),
			() => appState().readUpdates.stop(),
			disconnect,
			() => database.stop(),
			() => rmSync(folder, { recursive: true, force: true }),
		]);
		log.level = "silent";
		log.error = (...what: unknown[]) => void world.loggedErrors.push(what);
		return world;
	}

	/** Ends it, and fails the file when something was logged as a bug. */
	async close(): Promise<void> {
		for (const end of this.ends) await end();
		assert.deepEqual(this.loggedErrors, []);
	}

	/** Somebody with an account and a session, made without the price of a password. */
	async createUser(username: string): Promise<ApiClient> {
		const [row] = await sql<{ id: number }[]>`
			insert into users (username, display_name, password_hash) values (${username}, ${username}, 'none that matches')
			returning id`;
		assert.ok(row);
		return this.signIn({ id: row.id, username });
	}

	createUsers = (...names: string[]): Promise<ApiClient[]> => Promise.all(names.map((name) => this.createUser(name)));

	/** The named three: ada makes servers, bob joins them, eve stays outside. */
	async createThree(): Promise<{ ada: ApiClient; bob: ApiClient; eve: ApiClient }> {
		return { ada: await this.createUser("ada"), bob: await this.createUser("bob"), eve: await this.createUser("eve") };
	}

	/** Another session of the same person. */
	async signIn(who: { id: number; username: string }): Promise<ApiClient> {
		const sessionId = await sessions.create(who.id, null);
		return new ApiClient(this.url, who.id, who.username, sessionId, await this.cookieOf(sessionId));
	}

	cookieOf = async (sessionId: string): Promise<string> =>
		`${sessionCookie}=${await encode({ token: { sid: sessionId }, secret })}`;

	/** Somebody without a session. */
	guest = (): ApiClient => new ApiClient(this.url, 0, "", "", "");
}

export const nonce = (): string => randomUUID();
