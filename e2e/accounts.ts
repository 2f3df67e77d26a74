import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { type Client, open } from "@/db/connection";
import { dataDirectoryOf, socketFolderFor } from "@/db/embedded/data-directory";
import { csrfCookie, sessionCookie } from "@/lib/http/cookies";
import { ApiClient } from "./api-client";

const firstName = "the_first";

/**
 * Creates accounts with a session in the app's database, which takes a tenth of the time of registering and signing in.
 * The first account is registered, because it sets up the instance; the others have its password.
 */
export class Accounts {
	private readonly sql: Client;
	private first: Promise<ApiClient> | null = null;

	constructor(
		private readonly url: string,
		private readonly dataDir: string,
	) {
		const path = join(socketFolderFor(dataDirectoryOf(dataDir)), ".s.PGSQL.5432");
		this.sql = open({ path, user: "hearth", database: "hearth", ssl: false }, 1);
	}

	async create(username: string, displayName: string): Promise<ApiClient> {
		this.first ??= ApiClient.signUp(this.url, firstName);
		await this.first;
		const [session] = await this.sql<{ id: string }[]>`
			with created as (
				insert into users (username, display_name, password_hash, last_seen_day)
				select ${username}, ${displayName}, u.password_hash, u.last_seen_day from users u where u.username = ${firstName}
				returning id)
			insert into sessions (user_id, reauthenticated_at, expires_at)
			select id, now(), now() + interval '30 days' from created returning id`;
		const secret = process.env.AUTH_SECRET || readFileSync(join(this.dataDir, "auth-secret"), "utf8").trim();
		const token = randomBytes(32).toString("hex");
		const hash = createHash("sha256").update(`${token}${secret}`).digest("hex");
		const cookies = [
			`${csrfCookie}=${encodeURIComponent(`${token}|${hash}`)}`,
			`${sessionCookie}=${await encode({ token: { name: username, sid: session?.id }, secret })}`,
		];
		return ApiClient.signedIn(this.url, username, cookies.join("; "));
	}

	end = (): Promise<void> => this.sql.end({ timeout: 1 });
}
