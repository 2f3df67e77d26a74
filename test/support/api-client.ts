import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { io, type ManagerOptions, type SocketOptions } from "socket.io-client";
import type { InstanceSettings } from "@/lib/instance/fields";
import type {
	AccountExport,
	Appeal,
	Attachment,
	AuditEntry,
	Author,
	AutomodRule,
	AwaitedStep,
	Ban,
	Case,
	CaseDetails,
	Category,
	ChannelGroup,
	ChannelPosition,
	ChannelRetention,
	Draft,
	DryRunResult,
	Emoji,
	FoundUser,
	InboxMention,
	InboxUnread,
	Invitation,
	Invite,
	InvitePreview,
	JoinRequest,
	Member,
	MemberChannel,
	MemberServer,
	Membership,
	Message,
	MessagePage,
	ModerationAction,
	NotificationSettings,
	Overrides,
	OwnJoinRequest,
	OwnSession,
	OwnUser,
	Passkey,
	Permission,
	PermissionReason,
	Profile,
	RaidAlarm,
	RaidMode,
	RaidWatch,
	RegistrationCode,
	Report,
	Role,
	Sanction,
	SavedMessage,
	SearchPage,
	Server,
	SignInStep,
	ThreadSummary,
	TotpState,
	Version,
	WaitingAccount,
	WireError,
} from "@/lib/realtime/protocol";
import type { SentInvitation } from "@/lib/servers/invitations";
import { SocketClient } from "./socket-client";

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** Every field that an API answer may have. */
export type Body = Partial<
	{
		error: WireError;
		user: OwnUser;
		export: AccountExport | null;
		categories: Category[];
		server: Omit<Server, "channels"> & { channels: MemberChannel[] };
		servers: MemberServer[];
		nextCursor: string | null;
		channel: MemberChannel;
		members: Member[];
		role: Role;
		roles: Role[];
		overrides: Overrides["overrides"];
		follows: boolean;
		revision: string;
		group: ChannelGroup;
		layoutRev: number;
		permissions: Permission[];
		groupPermissions: { id: number; permissions: Permission[] }[];
		reasons: PermissionReason[];
		channels: { id: number; permissions: Permission[] }[];
		message: Message;
		thread: ThreadSummary;
		following: boolean;
		attachment: Attachment;
		versions: Version[];
		saved: SavedMessage[];
		seqs: number[];
		hasMore: boolean;
		draft: Draft;
		drafts: Draft[];
		profile: Profile;
		users: (FoundUser & Author)[];
		keywords: string[];
		sessions: OwnSession[];
		uri: string;
		svg: string;
		secret: string;
		recoveryCodes: string[];
		challenge: string;
		allowCredentials: { id: string }[];
		passkeys: Passkey[];
		/** One that was renamed, or whether the user can prove themselves with one. */
		passkey: Passkey & boolean;
		marks: ChannelPosition[];
		invited: boolean;
		invitations: (Invitation & SentInvitation)[];
		invite: Invite & InvitePreview;
		invites: Invite[];
		pausedUntil: string | null;
		channelId: number | null;
		request: JoinRequest & OwnJoinRequest;
		requests: (JoinRequest & OwnJoinRequest)[];
		pending: number;
		raidMode: RaidMode | null;
		watch: RaidWatch;
		alarm: RaidAlarm | null;
		action: ModerationAction;
		rule: AutomodRule;
		rules: AutomodRule[];
		/** One emoji, or the list of a server's. */
		emoji: Emoji & Emoji[];
		bans: Ban[];
		entries: AuditEntry[];
		assignees: Author[];
		sanctions: Sanction[];
		report: Report;
		reports: Report[];
		cases: Case[];
		case: CaseDetails;
		openCount: number;
		appeal: Appeal;
		items: (InboxMention & InboxUnread)[];
		unread: ChannelPosition | null;
		mention: ChannelPosition | null;
		settings: InstanceSettings;
		retention: ChannelRetention;
		code: RegistrationCode;
		codes: RegistrationCode[];
		accounts: WaitingAccount[];
		awaits: AwaitedStep[];
	} & DryRunResult &
		SignInStep &
		TotpState &
		MessagePage &
		Membership &
		NotificationSettings &
		SearchPage
>;
export type ApiResponse = { status: number; headers: IncomingHttpHeaders; text: string; bytes: Buffer; body: Body };
export type RequestOptions = { headers?: Record<string, string>; body?: unknown };

/** A test client that follows the contract exactly, over HTTP and real sockets. */
export class ApiClient {
	constructor(
		readonly url: string,
		readonly id: number,
		readonly username: string,
		readonly sessionId: string,
		readonly cookie: string,
	) {}

	/** Sends one request. A body that is neither text nor bytes is sent as JSON; the path is sent unchanged. */
	call(method: string, path: string, { headers = {}, body }: RequestOptions = {}): Promise<ApiResponse> {
		const raw = typeof body === "string" || Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body);
		const { hostname, port } = new URL(this.url);
		return new Promise((resolve, reject) => {
			const asked = request(
				{
					agent,
					method,
					path,
					hostname,
					port,
					headers: {
						...(this.cookie && { cookie: this.cookie }),
						...(raw !== undefined && { "content-type": "application/json" }),
						...(raw !== undefined && !("transfer-encoding" in headers) && { "content-length": Buffer.byteLength(raw) }),
						...headers,
					},
				},
				async (response) => {
					const parts: Buffer[] = [];
					for await (const part of response) parts.push(part);
					const bytes = Buffer.concat(parts);
					const text = bytes.toString();
					let parsed: Body = {};
					try {
						parsed = JSON.parse(text);
					} catch {
						// Some answers have no body, and pages are not JSON.
					}
					resolve({ status: response.statusCode ?? 0, headers: response.headers, text, bytes, body: parsed });
				},
			);
			asked.on("error", reject);
			asked.end(raw);
		});
	}

	get = (path: string) => this.call("GET", path);
	post = (path: string, body?: unknown) => this.call("POST", path, { body });
	put = (path: string, body?: unknown) => this.call("PUT", path, { body });
	patch = (path: string, body?: unknown) => this.call("PATCH", path, { body });
	delete = (path: string) => this.call("DELETE", path);

	/** Creates a server owned by this user, with its channel `general`. */
	async createServer(name: string, extra: object = {}): Promise<{ serverId: number; channelId: number }> {
		const { status, text, body } = await this.post("/api/servers", { name, categoryId: 1, ...extra });
		assert.equal(status, 201, text);
		return { serverId: body.server?.id ?? 0, channelId: body.server?.channels[0]?.id ?? 0 };
	}

	async createChannel(serverId: number, name: string, extra: object = {}): Promise<number> {
		const { status, text, body } = await this.post(`/api/servers/${serverId}/channels`, { name, ...extra });
		assert.equal(status, 201, text);
		return body.channel?.id ?? 0;
	}

	async join(serverId: number): Promise<void> {
		const { status, text } = await this.post(`/api/membership/${serverId}`);
		assert.equal(status, 200, text);
	}

	/** Invites a user to a server that this user owns, and accepts the invitation. */
	async addMember(serverId: number, person: ApiClient): Promise<void> {
		const { status, text } = await this.put(`/api/servers/${serverId}/members/${person.username}`);
		assert.equal(status, 202, text);
		const accepted = await person.post(`/api/invitations/${serverId}`);
		assert.equal(accepted.status, 200, accepted.text);
	}

	/** Creates a role of a server, and gives it to these members. */
	async createRole(serverId: number, name: string, extra: object = {}, ...members: ApiClient[]): Promise<number> {
		const { status, text, body } = await this.post(`/api/servers/${serverId}/roles`, { name, ...extra });
		assert.equal(status, 201, text);
		const roleId = body.role?.id ?? 0;
		for (const { username } of members) {
			const given = await this.put(`/api/servers/${serverId}/members/${username}/roles/${roleId}`);
			assert.equal(given.status, 204, given.text);
		}
		return roleId;
	}

	/** The role that every member of a server has: the last in the order of roles. */
	async everyoneOf(serverId: number): Promise<Role> {
		const { text, body } = await this.get(`/api/servers/${serverId}/roles`);
		return body.roles?.at(-1) ?? assert.fail(text);
	}

	/** Creates an invite to a server, and returns its code. */
	async createInvite(serverId: number, wanted: object = {}): Promise<string> {
		const { status, text, body } = await this.post(`/api/servers/${serverId}/invites`, wanted);
		assert.equal(status, 201, text);
		return body.invite?.code ?? "";
	}

	async leave(serverId: number): Promise<void> {
		const { status, text } = await this.delete(`/api/membership/${serverId}`);
		assert.equal(status, 200, text);
	}

	async sendMessage(channelId: number, content: string, extra: object = {}): Promise<Message> {
		const { status, text, body } = await this.post(`/api/channels/${channelId}/messages`, {
			nonce: randomUUID(),
			content,
			...extra,
		});
		assert.equal(status, 201, text);
		assert.ok(body.message);
		return body.message;
	}

	/** Uploads a file to a channel, as a form with one part. */
	upload(
		channelId: number,
		name: string,
		bytes: Buffer | string,
		headers: Record<string, string> = {},
	): Promise<ApiResponse> {
		const frame = `----hearth${randomUUID()}`;
		const head = `--${frame}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`;
		const body = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${frame}--\r\n`)]);
		return this.call("POST", `/api/channels/${channelId}/attachments`, {
			headers: { "content-type": `multipart/form-data; boundary=${frame}`, ...headers },
			body,
		});
	}

	/** Uploads a file and expects 201. */
	async uploadOk(channelId: number, name: string, bytes: Buffer | string): Promise<Attachment> {
		const { status, text, body } = await this.upload(channelId, name, bytes);
		assert.equal(status, 201, text);
		assert.ok(body.attachment);
		return body.attachment;
	}

	/** Uploads a picture as a form with the file and, if given, the crop. */
	putPicture(path: string, bytes: Buffer | string, crop?: unknown): Promise<ApiResponse> {
		const frame = `----hearth${randomUUID()}`;
		const part = (about: string) => `--${frame}\r\nContent-Disposition: form-data; ${about}\r\n\r\n`;
		const field =
			crop === undefined ? "" : `${part('name="crop"')}${typeof crop === "string" ? crop : JSON.stringify(crop)}\r\n`;
		const body = Buffer.concat([
			Buffer.from(`${field}${part('name="file"; filename="face.png"')}`),
			Buffer.from(bytes),
			Buffer.from(`\r\n--${frame}--\r\n`),
		]);
		return this.call("PUT", path, { headers: { "content-type": `multipart/form-data; boundary=${frame}` }, body });
	}

	/** Uploads an emoji, as a form with its name and the file. */
	uploadEmoji(serverId: number, name: string | null, bytes: Buffer | string): Promise<ApiResponse> {
		const frame = `----hearth${randomUUID()}`;
		const part = (about: string) => `--${frame}\r\nContent-Disposition: form-data; ${about}\r\n\r\n`;
		const body = Buffer.concat([
			Buffer.from(
				`${name === null ? "" : `${part('name="name"')}${name}\r\n`}${part('name="file"; filename="a.png"')}`,
			),
			Buffer.from(bytes),
			Buffer.from(`\r\n--${frame}--\r\n`),
		]);
		const headers = { "content-type": `multipart/form-data; boundary=${frame}` };
		return this.call("POST", `/api/servers/${serverId}/emoji`, { headers, body });
	}

	/** Returns the user's state in a channel: its heads, read marker and mentions. */
	async channelState(channelId: number): Promise<MemberChannel> {
		const { body } = await this.get("/api/servers?mine=true");
		const channel = body.servers?.flatMap(({ channels }) => channels).find(({ id }) => id === channelId);
		assert.ok(channel, `channel ${channelId} is not listed`);
		return channel;
	}

	/** Connects a socket; rejects with Socket.IO's connect_error. */
	connect(options: Partial<ManagerOptions & SocketOptions> = {}): Promise<SocketClient> {
		const socket = io(this.url, {
			...(this.cookie && { extraHeaders: { cookie: this.cookie } }),
			transports: ["websocket"],
			forceNew: true,
			reconnection: false,
			...options,
		});
		const client = new SocketClient(socket);
		return new Promise((resolve, reject) => {
			socket.once("connect", () => resolve(client));
			socket.once("connect_error", (error) => {
				socket.close();
				reject(error);
			});
		});
	}

	/** Connects a socket and opens these channels. */
	async openSocket(...channelIds: number[]): Promise<SocketClient> {
		const client = await this.connect();
		for (const channelId of channelIds) await client.open({ channelId });
		return client;
	}
}

/** Asserts that an answer is an error in the contract's format. */
export function assertRefused(answer: ApiResponse, status: number, code: string, field?: string): void {
	assert.equal(answer.status, status, answer.text);
	const { error } = answer.body;
	assert.equal(error?.code, code, answer.text);
	assert.ok(error.message.length > 0);
	if (field) assert.ok(error.fields && field in error.fields, answer.text);
	if (code !== "invalid_request" && code !== "join_requirements_not_met")
		assert.equal(error.fields, undefined, answer.text);
}
