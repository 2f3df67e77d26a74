"use client";

import { Ban, Check, ChevronDown, Crown, Lock, LogOut } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import type { ApiError } from "@/app/_client/api";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { loginPath, serverPath, welcomePath } from "@/app/_client/paths";
import { rememberPendingJoin, usePendingJoin } from "@/app/_client/servers/pending-join";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button, buttonClass } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import type { Server } from "@/lib/realtime/protocol";
import { PasteInvite } from "../invites/paste-invite";
import { useJoinRefusal } from "../join-requests/join-refusal";
import { RequestToJoin } from "../join-requests/request-to-join";
import { Link } from "../shell/link";
import { LeaveServerDialog } from "./leave-server-dialog.lazy";

type JoinServer = Pick<Server, "id" | "name" | "visibility" | "channels" | "welcomeChannelId" | "joinRequirements">;
type Props = { server: JoinServer; variant: "card" | "page" };

const justJoinedMs = 2000;

/**
 * The join button in all its states. On a page joining opens the first channel; on a card the user stays and browses.
 */
export function JoinServerButton({ server, variant }: Props) {
	const t = useTranslations("server");
	const requested = useTranslations("joining")("sent");
	const navigate = useNavigate();
	const signedIn = useSignedIn();
	const { isMember, role, joinServer, error } = useMembership(server.id);
	const [state, setState] = useState<"idle" | "joining" | "joined" | "requested" | "refused">("idle");
	const isPage = variant === "page";

	const join = async () => {
		if (state === "joining") return;
		setState("joining");
		try {
			const outcome = await joinServer();
			setState(outcome);
			if (isPage && outcome === "joined") navigate(welcomePath(server));
		} catch {
			setState("refused");
		}
	};
	const asksFirst = isPage && server.joinRequirements?.approval === true;
	usePendingJoin(isPage && signedIn && !isMember && !asksFirst ? server.id : null, join);
	useEffect(() => {
		if (state !== "joined") return;
		const timer = setTimeout(() => setState("idle"), justJoinedMs);
		return () => clearTimeout(timer);
	}, [state]);

	const size = isPage ? "large" : "small";
	const width = isPage ? "w-full" : "min-w-22";
	if (!signedIn) {
		return (
			<Link
				href={loginPath(serverPath(server.id))}
				onClick={() => rememberPendingJoin(server.id)}
				className={buttonClass(isPage ? "primary" : "secondary", size, width)}
			>
				{t("signInToJoin")}
			</Link>
		);
	}
	if (state === "joining") {
		return <Button variant="primary" size={size} className={width} busy busyLabel={t("joining")} />;
	}
	if ((state === "joined" && !isPage) || state === "requested") {
		return (
			<span role="status" className={buttonClass("success", size, width)}>
				<Check size="1rem" aria-hidden="true" />
				{state === "joined" ? t("justJoined") : requested}
			</span>
		);
	}
	if (isMember)
		return isPage ? <OpenButton server={server} /> : <JoinedButton server={server} isOwner={role === "owner"} />;
	if (error?.code === "banned") {
		return (
			<Refused label={t("bannedLabel")} icon={<Ban size="1rem" aria-hidden="true" />} size={size} width={width}>
				{t("banned")}
			</Refused>
		);
	}
	if (server.visibility === "private") {
		return (
			<Refused label={t("invitedOnly")} icon={<Lock size="1rem" aria-hidden="true" />} size={size} width={width}>
				{t("inviteOnlyText")}
				<PasteInvite />
			</Refused>
		);
	}
	if (asksFirst)
		return <RequestToJoin server={server} question={server.joinRequirements?.question ?? ""} onSend={joinServer} />;
	// A membership that could not be loaded is not a failed join.
	if (state === "refused" && error)
		return <JoinFailure error={error} isPage={isPage} button={{ size, className: width, onClick: join }} />;
	return (
		<Button variant="primary" size={size} className={width} onClick={join}>
			<span dir="auto" className="truncate">
				{isPage ? t("joinNamed", { name: server.name }) : t("join")}
			</span>
			{!isPage && <span className="sr-only">{server.name}</span>}
		</Button>
	);
}

type JoinFailureProps = {
	error: ApiError;
	isPage: boolean;
	button: { size: "small" | "large"; className: string; onClick: () => void };
};

function JoinFailure({ error, isPage, button }: JoinFailureProps) {
	const t = useTranslations("server");
	const retry = useTranslations("common")("retry");
	const refusal = useJoinRefusal();
	return (
		<div className={classNames("grid justify-items-end gap-1.5", isPage && "justify-items-stretch")}>
			<Button variant="dangerOutline" {...button}>
				{retry}
			</Button>
			<p
				role="alert"
				className={classNames("text-meta text-danger-text", isPage ? "text-center" : "max-w-60 text-end")}
			>
				{t("joinFailed")} {error.code !== "internal" && refusal(error)}
			</p>
		</div>
	);
}

type RefusedProps = { label: string; icon: ReactNode; size: "small" | "large"; width: string; children: ReactNode };

/** A disabled button, with its reason beside it. */
function Refused({ label, icon, size, width, children }: RefusedProps) {
	return (
		<div className="grid gap-1.5">
			<Button disabled size={size} className={width}>
				{icon}
				{label}
			</Button>
			<div className="text-meta text-text-muted">{children}</div>
		</div>
	);
}

function useOpenPath(server: { id: number }): string {
	const member = useMemberServer(server.id);
	return useLastVisitedPath({ id: server.id, channels: member?.channels ?? [] });
}

export function OpenButton({ server }: { server: Pick<JoinServer, "id" | "name"> }) {
	const t = useTranslations("server");
	return (
		<Link href={useOpenPath(server)} className={buttonClass("primary", "large", "w-full")}>
			<span dir="auto" className="truncate">
				{t("openNamed", { name: server.name })}
			</span>
		</Link>
	);
}

function JoinedButton({ server, isOwner }: { server: JoinServer; isOwner: boolean }) {
	const t = useTranslations("server");
	const path = useOpenPath(server);
	const [leaving, setLeaving] = useState(false);
	const open = (
		<Link
			href={path}
			aria-label={t("openNamed", { name: server.name })}
			className={buttonClass("secondary", "small", "min-w-22")}
		>
			{t("open")}
		</Link>
	);
	if (isOwner)
		return (
			<span className="flex flex-wrap items-center gap-2.5">
				<span title={t("ownerCannotLeave")} className="flex items-center gap-1 text-meta text-text-muted">
					<Crown size="0.875rem" aria-hidden="true" />
					{t("ownThis")}
				</span>
				{open}
			</span>
		);
	return (
		<>
			<span className="flex">
				{open}
				<Menu
					trigger={
						<IconButton label={t("joinedMenu", { name: server.name })} className="ms-1 max-md:size-11">
							<ChevronDown size="1rem" aria-hidden="true" />
						</IconButton>
					}
				>
					<MenuItem danger icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={() => setLeaving(true)}>
						{t("leave", { name: server.name })}
					</MenuItem>
				</Menu>
			</span>
			{leaving && <LeaveServerDialog server={server} open onOpenChange={setLeaving} />}
		</>
	);
}
