"use client";

import { AtSign, Copy, Pencil, PencilLine, Smile, UserCheck, UserX } from "lucide-react";
import { usePathname } from "next/navigation";
import { useCallback } from "react";
import useSWR from "swr";
import { useAccount } from "@/app/_client/account/use-account";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useViewer } from "@/app/_client/account/use-viewer";
import { asApiError } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mayRename } from "@/app/_client/moderation/may-moderate";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { serverIdAt } from "@/app/_client/paths";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { colourOf } from "@/app/_client/servers/member-groups";
import { useMemberRoleIds } from "@/app/_client/servers/use-member-role-ids";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNickname } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Skeleton } from "@/app/_ui/skeleton";
import { useToast } from "@/app/_ui/toast";
import type { Profile, ServerToClient } from "@/lib/realtime/protocol";
import { hasComposer, insertText } from "../composer/active-composer";
import { ModerationMenu } from "../moderation/moderation-menu";
import { ReportButton } from "../reports/report-button";
import { ServerIcon } from "../servers/server-icon";
import { useDialogs } from "../shell/dialog-context";
import { Face, PersonName, useDistinctServers } from "./avatar-palettes";
import { CustomStatusText } from "./custom-status";
import { MemberRoles } from "./member-roles";
import { ProfileDetails, Pronouns } from "./profile-details";

type Props = { username: string; onDone: (then?: () => void) => void };

const mostServers = 6;

export function ProfileBody({ username, onDone }: Props) {
	const t = useTranslations("people");
	const { data, error, mutate } = useSWR<{ profile: Profile }>(`/api/users/${encodeURIComponent(username)}`, {
		revalidateOnFocus: false,
		// A closed card missed events: each opening loads again, however soon.
		dedupingInterval: 0,
	});
	const userId = data?.profile.user.id;
	useSocketEvent(
		"presence",
		useCallback<ServerToClient["presence"]>(
			({ changes }) => {
				const event = changes.find((change) => change.userId === userId);
				if (event)
					void mutate((held) => held && { profile: { ...held.profile, presence: event.status } }, {
						revalidate: false,
					});
			},
			[userId, mutate],
		),
	);
	useSocketEvent(
		"member:updated",
		useCallback<ServerToClient["member:updated"]>(
			({ user, status }) => {
				if (user.id === userId)
					void mutate((held) => held && { profile: { ...held.profile, user, status } }, { revalidate: false });
			},
			[userId, mutate],
		),
	);
	if (data) return <Known profile={data.profile} onDone={onDone} />;
	if (error)
		return (
			<div role="alert">
				<p dir="auto" className="pe-8 text-message font-bold wrap-anywhere">
					@{username}
				</p>
				<p className="mt-1 text-text-muted">
					{asApiError(error).code === "user_not_found" ? t("notHere") : t("loadFailed")}
				</p>
			</div>
		);
	return (
		<div aria-busy="true" className="flex gap-3">
			<Skeleton className="size-14 rounded-full" />
			<div className="grid flex-1 content-center gap-2">
				<Skeleton className="h-4 w-32" />
				<Skeleton className="h-3 w-20" />
			</div>
		</div>
	);
}

function Known({ profile, onDone }: { profile: Profile } & Pick<Props, "onDone">) {
	const t = useTranslations("people");
	const conversation = useTranslations("conversation");
	const { clock } = useDateFormat();
	const toast = useToast();
	const { user, presence, status, bio, pronouns, servers } = profile;
	const viewerId = useViewer()?.id;
	const isMe = viewerId === user.id;
	const { openModeration, openNickname } = useDialogs();
	// The roles are those in the open server.
	const server = useMemberServer(serverIdAt(usePathname()));
	const { roles } = useRoles(server?.id ?? null);
	const roleIds = useMemberRoleIds(server?.id ?? null, user.id);
	useDistinctServers(servers);
	const nickname = useNickname(server?.id ?? null, user.id);
	const first = servers[0];
	const since = first && clock.date(first.joinedAt);
	const copy = async () => {
		const done = await copyToClipboard(user.username);
		toast(done ? { text: t("copied") } : { tone: "error", text: conversation("copyFailed") });
	};
	return (
		<>
			<div className="flex items-center gap-3 pe-7">
				<Face person={user} name={nickname} size={56} status={presence} ring="var(--overlay)" />
				<div className="min-w-0 flex-1">
					<p dir="auto" className="text-section font-bold tracking-[-0.01em] wrap-anywhere">
						<PersonName person={user} name={nickname} colour={colourOf(roleIds ?? [], roles)} />
					</p>
					<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
						{nickname && (
							<>
								<bdi>{user.displayName}</bdi>,{" "}
							</>
						)}
						@{user.username}, {conversation(`presence.${presence}`)}
						<IconButton small label={t("copyName")} className="-my-1 align-middle" onClick={copy}>
							<Copy size="0.875rem" aria-hidden="true" />
						</IconButton>
					</p>
					{pronouns && <Pronouns text={pronouns} />}
				</div>
			</div>
			<CustomStatusText
				status={status}
				className="mt-3 block rounded-md bg-sunken px-2.5 py-1.5 text-sm wrap-anywhere"
			/>
			{bio && (
				<p dir="auto" className="mt-3 max-h-60 overflow-y-auto whitespace-pre-line wrap-anywhere">
					{bio}
				</p>
			)}
			<ProfileDetails profile={profile} />
			{server && roleIds && <MemberRoles server={server} user={user} roleIds={roleIds} />}
			{first && (
				<section className="mt-3">
					<h3 className="text-xs font-semibold text-text-faint">{isMe ? t("yourServers") : t("inCommon")}</h3>
					<ul className="mt-1 grid gap-1">
						{servers.slice(0, mostServers).map((server) => (
							<li key={server.id} className="flex items-center gap-2">
								<ServerIcon server={server} size={20} />
								<span dir="auto" className="min-w-0 truncate">
									{server.name}
								</span>
							</li>
						))}
					</ul>
					{servers.length > mostServers && (
						<p className="mt-1 text-xs text-text-faint">{t("moreServers", { count: servers.length - mostServers })}</p>
					)}
					<p className="mt-2 text-xs text-text-faint">{t("joinedOn", { server: first.name, date: since ?? "" })}</p>
				</section>
			)}
			<div className="mt-4 flex flex-wrap gap-2">
				{hasComposer() && !isMe && (
					<Button size="small" variant="primary" onClick={() => onDone(() => insertText(`@${user.username} `))}>
						<AtSign size="0.875rem" aria-hidden="true" />
						{t("mention")}
					</Button>
				)}
				{isMe ? <OwnButtons onDone={onDone} /> : <BlockButton person={user} />}
				{server && mayRename(server, viewerId, { id: user.id, roleIds }, roles) && (
					<Button size="small" onClick={() => onDone(() => openNickname({ serverId: server.id, user }))}>
						<PencilLine size="0.875rem" aria-hidden="true" />
						{t("editNickname")}
					</Button>
				)}
				{server && roleIds && !isMe && <ReportButton server={server} user={user} onDone={onDone} />}
				{server && (
					<ModerationMenu
						serverId={server.id}
						user={user}
						onChoose={(kind) => onDone(() => openModeration({ serverId: server.id, user, kind }))}
					/>
				)}
			</div>
		</>
	);
}

function OwnButtons({ onDone }: Pick<Props, "onDone">) {
	const t = useTranslations("people");
	const navigate = useNavigate();
	const { open } = useDialogs();
	return (
		<>
			<Button size="small" onClick={() => onDone(() => navigate("/settings/profile"))}>
				<Pencil size="0.875rem" aria-hidden="true" />
				{t("editProfile")}
			</Button>
			<Button size="small" onClick={() => onDone(() => open("status"))}>
				<Smile size="0.875rem" aria-hidden="true" />
				{t("setStatus")}
			</Button>
		</>
	);
}

/** Blocks at once and offers to undo it, instead of asking first. */
function BlockButton({ person }: { person: Profile["user"] }) {
	const t = useTranslations("people");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { setBlocked } = useAccount();
	const isBlocked = useBlockedUsers().has(person.id);
	const change = async (blocked: boolean) => {
		try {
			await setBlocked(person, blocked);
			const text = t(blocked ? "blocked" : "unblocked", { name: person.displayName });
			toast(blocked ? { text, action: { label: t("undo"), run: () => void change(false) } } : { text });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	};
	const { busy, submit } = useSubmit(change);
	const Icon = isBlocked ? UserCheck : UserX;
	return (
		<Button size="small" busy={busy} onClick={() => submit(!isBlocked)}>
			<Icon size="0.875rem" aria-hidden="true" />
			{isBlocked ? t("unblock") : t("block")}
		</Button>
	);
}
