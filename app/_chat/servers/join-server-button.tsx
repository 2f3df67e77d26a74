"use client";

import { Ban, Check, ChevronDown, Crown, Lock, LogOut } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { type ApiError, asApiError } from "@/app/_client/api";
import { asksQuestion } from "@/app/_client/join-requests/join-form";
import { useOwnRequest } from "@/app/_client/join-requests/use-own-requests";
import { useOwnSanction } from "@/app/_client/moderation/use-own-sanctions";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { loginPath, serverPath, welcomePath } from "@/app/_client/paths";
import { rememberPendingJoin, usePendingJoin } from "@/app/_client/servers/pending-join";
import { type JoinForm, type UseMembership, useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useLastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import { afterFrames } from "@/app/_ui/after-frames";
import { Button, buttonClass } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import type { Server } from "@/lib/realtime/protocol";
import { PasteInvite } from "../invites/paste-invite";
import { useJoinRefusal } from "../join-requests/join-refusal";
import { JoinRequestDialog } from "../join-requests/join-request-dialog.lazy";
import { SentRequest, SentRequestMenu } from "../join-requests/sent-request";
import { Link } from "../shell/link";
import { LeaveServerDialog } from "./leave-server-dialog.lazy";

type JoinServer = Pick<Server, "id" | "name" | "visibility" | "channels" | "welcomeChannelId" | "needsApproval">;
type Props = { server: JoinServer; variant: "card" | "page" };

const justJoinedMs = 2000;

/**
 * The join button in all its states. On a page joining opens the first channel; on a card the user stays and browses.
 * Where joining needs approval, a dialog asks the server's question.
 */
export function JoinServerButton({ server, variant }: Props) {
	const place = useRef<HTMLDivElement>(null);
	const signedIn = useSignedIn();
	const isPage = variant === "page";
	const navigate = useNavigate();
	const membership = useMembership(server.id);
	const [state, setState] = useState<JoinState>("idle");
	const [asking, setAsking] = useState(false);
	const finish = (outcome: "joined" | "requested") => {
		setState(outcome === "joined" ? "joined" : "idle");
		if (isPage && outcome === "joined") navigate(welcomePath(server));
	};
	const join = async () => {
		if (state === "joining") return;
		setState("joining");
		try {
			finish(await membership.joinServer());
		} catch (error) {
			// The server has begun to ask since it was loaded.
			const asks = asksQuestion(asApiError(error));
			setState(asks ? "idle" : "refused");
			if (asks) setAsking(true);
		}
	};
	// The button that had the focus is gone.
	const keepFocus = () => afterFrames(2, () => place.current?.focus());
	const send = async (form: JoinForm) => {
		const outcome = await membership.joinServer(form);
		setAsking(false);
		finish(outcome);
		keepFocus();
	};
	const start = () => (server.needsApproval ? setAsking(true) : void join());
	usePendingJoin(isPage && signedIn && !membership.isMember ? server.id : null, start);
	useEffect(() => {
		if (state !== "joined") return;
		const timer = setTimeout(() => setState("idle"), justJoinedMs);
		return () => clearTimeout(timer);
	}, [state]);
	return (
		<div ref={place} tabIndex={-1} className="min-w-0 outline-none">
			<JoinWay
				server={server}
				isPage={isPage}
				membership={membership}
				state={state}
				onJoin={start}
				onWithdrawn={keepFocus}
			/>
			{asking && <JoinRequestDialog server={server} onSend={send} onClose={() => setAsking(false)} />}
		</div>
	);
}

type JoinState = "idle" | "joining" | "joined" | "refused";
type WayProps = {
	server: JoinServer;
	isPage: boolean;
	membership: UseMembership;
	state: JoinState;
	onJoin: () => void;
	onWithdrawn: () => void;
};

function JoinWay({ server, isPage, membership: { isMember, role, error }, state, onJoin, onWithdrawn }: WayProps) {
	const t = useTranslations("server");
	const ask = useTranslations("invites")("askToJoin");
	const signedIn = useSignedIn();
	const isWaiting = useOwnRequest(server.id)?.state === "pending";
	const ban = useOwnSanction(isPage && !isMember ? server.id : null, "ban");
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
	if (state === "joined" && !isPage) {
		return (
			<span role="status" className={buttonClass("success", size, width)}>
				<Check size="1rem" aria-hidden="true" />
				{t("justJoined")}
			</span>
		);
	}
	if (isMember)
		return isPage ? <OpenButton server={server} /> : <JoinedButton server={server} isOwner={role === "owner"} />;
	if (ban || error?.code === "banned") {
		return (
			<Refused label={t("bannedLabel")} icon={<Ban size="1rem" aria-hidden="true" />} size={size} width={width}>
				{t("banned")}
			</Refused>
		);
	}
	if (isWaiting) {
		const Sent = isPage ? SentRequest : SentRequestMenu;
		return <Sent server={server} onWithdrawn={onWithdrawn} />;
	}
	if (server.visibility === "private") {
		return (
			<Refused label={t("invitedOnly")} icon={<Lock size="1rem" aria-hidden="true" />} size={size} width={width}>
				{t("inviteOnlyText")}
				<PasteInvite />
			</Refused>
		);
	}
	// A membership that could not be loaded is not a failed join.
	if (state === "refused" && error)
		return <JoinFailure error={error} isPage={isPage} button={{ size, className: width, onClick: onJoin }} />;
	return (
		<Button variant="primary" size={size} className={width} onClick={onJoin}>
			<span dir="auto" className="truncate">
				{server.needsApproval ? ask : isPage ? t("joinNamed", { name: server.name }) : t("join")}
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
