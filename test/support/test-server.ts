import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { routes } from "@/app/api/routes";
import { connect, disconnect, sql } from "@/db";
import { seed } from "@/db/seed";
import * as sessions from "@/lib/auth/sessions";
import { startListening } from "@/lib/cluster/pg-listener";
import { enforceBodyTimeouts, isUpload, serverOptions } from "@/lib/http/body-timeout";
import { sessionCookie } from "@/lib/http/cookies";
import { createRequestListener, type PageHandler } from "@/lib/http/request-listener";
import { guardUpgrades } from "@/lib/http/socket-guard";
import { parseProxies } from "@/lib/http/trusted-proxies";
import { queues } from "@/lib/jobs/queues";
import { startJobs } from "@/lib/jobs/runner";
import { appState } from "@/lib/process/app-state";
import { config } from "@/lib/process/config";
import { createAppState } from "@/lib/process/create-app-state";
import { log } from "@/lib/process/log";
import { startReconciler } from "@/lib/realtime/reconciler";
import { createSocketServer } from "@/lib/realtime/socket-server";
import { startIndexing } from "@/lib/search";
import { ApiClient } from "./api-client";
import { openTestDatabase, type TestDatabase } from "./test-database";

const secret = "a secret that is as long as it needs to be";

/**
 * A quarter of an instance's: postgres.js uses its connections in turn, and each reads the catalogue and plans every
 * statement anew, which takes a fifth of the tests' time with twice as many.
 */
export const poolSize = 4;

const noPage: PageHandler = async (_, response) => void response.writeHead(404).end("a page");

/**
 * The whole backend as server.ts composes it, with its own database in a real PostgreSQL. It serves pages only if a
 * test provides them.
 */
export class TestServer {
	/** Errors that were logged as bugs; a test must not cause any. */
	readonly loggedErrors: unknown[] = [];

	private constructor(
		readonly http: Server,
		readonly url: string,
		private readonly ends: (() => unknown)[],
	) {}

	static async open(
		settings: { rateLimits?: boolean; pages?: PageHandler; database?: TestDatabase } = {},
	): Promise<TestServer> {
		const { rateLimits = false, pages = noPage } = settings;
		const usual = { ...config };
		Object.assign(config, {
			rateLimits,
			linkPreviews: false,
			publicUrl: undefined,
			mail: null,
			trustedProxies: parseProxies("", () => {}),
		});
		const database = settings.database ?? (await openTestDatabase());
		connect(database.options, { max: poolSize });
		await seed();
		// Races and bounds are tested with many servers of one user.
		await sql`update instance set settings = jsonb_build_object('maxServersPerUser', null)`;
		const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
		config.filesDir = join(folder, "files");
		createAppState(secret);
		await appState().instanceSettings.load();
		const http = createServer(serverOptions);
		// If the server closed a kept-alive connection just as a test sends a request, the test would fail.
		http.keepAliveTimeout = 60_000;
		http.on("request", createRequestListener(routes, pages));
		// The HTTP server does not close upgraded connections, so the test closes them.
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
		const stopJobs = startJobs(queues);
		await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
		const address = http.address();
		if (typeof address !== "object" || address === null) throw new Error("No port was given.");

		const world = new TestServer(http, `http://127.0.0.1:${address.port}`, [
			stopJobs,
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
			// The next test file may run in the same process.
			() => Object.assign(config, usual),
		]);
		log.level = "silent";
		log.error = (...what: unknown[]) => void world.loggedErrors.push(what);
		return world;
	}

	/** Stops the server, and fails the test file if an error was logged as a bug. */
	async close(): Promise<void> {
		for (const end of this.ends) await end();
		assert.deepEqual(this.loggedErrors, []);
	}

	/** Creates a user with an account and a session, without the cost of hashing a password. */
	async createUser(username: string): Promise<ApiClient> {
		const [row] = await sql<{ id: number }[]>`
			insert into users (username, display_name, password_hash) values (${username}, ${username}, 'none that matches')
			returning id`;
		assert.ok(row);
		return this.signIn({ id: row.id, username });
	}

	createUsers = (...names: string[]): Promise<ApiClient[]> => Promise.all(names.map((name) => this.createUser(name)));

	/** Creates the three named users: ada creates servers, bob joins them, eve is never a member. */
	async createThree(): Promise<{ ada: ApiClient; bob: ApiClient; eve: ApiClient }> {
		return { ada: await this.createUser("ada"), bob: await this.createUser("bob"), eve: await this.createUser("eve") };
	}

	/** Creates another session for the same user. */
	async signIn(who: { id: number; username: string }): Promise<ApiClient> {
		const [row] = await sql<{ hash: string }[]>`select password_hash as hash from users where id = ${who.id}`;
		const sessionId = await sessions.create({
			userId: who.id,
			userAgent: null,
			address: "192.0.2.7",
			locale: "en",
			passwordHash: row?.hash ?? "",
			provedSecondFactor: true,
		});
		assert.ok(sessionId, "an account without a password has no sessions");
		return new ApiClient(this.url, who.id, who.username, sessionId, await this.cookieOf(sessionId));
	}

	cookieOf = async (sessionId: string): Promise<string> =>
		`${sessionCookie}=${await encode({ token: { sid: sessionId }, secret })}`;

	/** Returns a client without a session. */
	guest = (): ApiClient => new ApiClient(this.url, 0, "", "", "");
}

export const nonce = (): string => randomUUID();
