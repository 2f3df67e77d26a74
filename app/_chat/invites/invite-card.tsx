"use client";

import { useState } from "react";
import { useSignedIn, useViewer } from "@/app/_client/account/use-viewer";
import { type ApiError, asApiError } from "@/app/_client/api";
import { inviteEndOf } from "@/app/_client/invites/invite-end";
import { useAcceptInvite } from "@/app/_client/invites/use-accept-invite";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { invitePath, loginPath, registerPath } from "@/app/_client/paths";
import { rememberPendingJoin, usePendingJoin } from "@/app/_client/servers/pending-join";
import { type JoinForm, useMembership } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button, buttonClass } from "@/app/_ui/button";
import type { InvitePreview } from "@/lib/realtime/protocol";
import { JoinRefusal } from "../join-requests/join-refusal";
import { RequestToJoin } from "../join-requests/request-to-join";
import { OpenButton } from "../servers/join-server-button";
import type { ShownEnd } from "./ended-invite";

type Invite = { code: string; invite: InvitePreview };
type Props = Invite & { acceptsAccounts: boolean; onEnd: (end: ShownEnd) => void };

/** The way in beside an invite; on a phone it is fixed at the bottom. */
export function InviteCard(props: Props) {
	const t = useTranslations("server");
	const signedIn = useSignedIn();
	return (
		<aside
			aria-label={t("joinNamed", { name: props.invite.server.name })}
			className="max-md:absolute max-md:inset-x-0 max-md:bottom-0 max-md:z-5"
		>
			<div className="grid max-h-[60dvh] grid-cols-[minmax(0,1fr)] gap-2.5 overflow-y-auto rounded-xl border bg-raised p-4 shadow-menu max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:px-4 max-md:pt-3 max-md:pb-[calc(12px+env(safe-area-inset-bottom))] md:sticky md:top-4 md:-mt-12">
				{signedIn ? <SignedInWay {...props} /> : <GuestWay {...props} />}
			</div>
		</aside>
	);
}

/** A guest creates an account or signs in, and joins on return; where approval is needed, the page asks its question then. */
function GuestWay({ code, invite: { needsApproval, server }, acceptsAccounts }: Omit<Props, "onEnd">) {
	const t = useTranslations("invites");
	const join = useTranslations("server")("joinNamed", { name: server.name });
	const path = invitePath(code);
	const remember = () => needsApproval || rememberPendingJoin(code);
	return (
		<>
			<a
				href={acceptsAccounts ? registerPath(path) : loginPath(path)}
				onClick={remember}
				className={buttonClass("primary", "large", "w-full")}
			>
				<span dir="auto" className="truncate">
					{needsApproval ? t("askToJoin") : join}
				</span>
			</a>
			{acceptsAccounts && (
				<a href={loginPath(path)} onClick={remember} className={buttonClass("secondary", "large", "w-full")}>
					{t("haveAccount")}
				</a>
			)}
			<p className="text-center text-meta text-text-faint">{t(acceptsAccounts ? "guestText" : "guestClosedText")}</p>
		</>
	);
}

function SignedInWay({ code, invite, onEnd }: Omit<Props, "acceptsAccounts">) {
	const { server, needsApproval } = invite;
	const { isMember } = useMembership(server.id);
	const member = useTranslations("server")("memberSince");
	const join = useJoin(code, server, onEnd);
	if (isMember)
		return (
			<>
				<OpenButton server={server} />
				<p className="text-center text-meta text-text-faint">{member}</p>
			</>
		);
	if (needsApproval) return <RequestToJoin server={server} question={invite.question} onSend={join} />;
	return <JoinButton code={code} server={server} onJoin={join} />;
}

type JoinButtonProps = { code: string; server: InvitePreview["server"]; onJoin: () => Promise<unknown> };

function JoinButton({ code, server, onJoin }: JoinButtonProps) {
	const t = useTranslations("server");
	const viewer = useViewer();
	const [failure, setFailure] = useState<ApiError>();
	const [isJoining, setJoining] = useState(false);
	const join = async () => {
		if (isJoining) return;
		setJoining(true);
		setFailure(undefined);
		await onJoin().catch((error: unknown) => setFailure(asApiError(error)));
		setJoining(false);
	};
	usePendingJoin(code, join);
	return (
		<>
			{failure && <JoinRefusal failure={failure} />}
			<Button
				variant="primary"
				size="large"
				className="w-full"
				busy={isJoining}
				busyLabel={t("joining")}
				onClick={() => void join()}
			>
				<span dir="auto" className="truncate">
					{t("joinNamed", { name: server.name })}
				</span>
			</Button>
			<p dir="auto" className="text-center text-meta text-text-faint wrap-anywhere">
				{viewer &&
					t.rich("joinAs", {
						name: viewer.displayName,
						b: (chunks) => <b className="font-semibold text-text-muted">{chunks}</b>,
					})}
			</p>
		</>
	);
}

/** Joins or asks to, and opens the server. An invite that has ended meanwhile ends the page. */
function useJoin(code: string, server: InvitePreview["server"], onEnd: Props["onEnd"]) {
	const accept = useAcceptInvite(code, server.id);
	const navigate = useNavigate();
	return async (form?: JoinForm) => {
		try {
			const path = await accept(form);
			if (path !== null) navigate(path);
		} catch (error) {
			const { code, reason } = asApiError(error);
			if (code === "invite_not_found") onEnd("unknown");
			else if (code === "invite_ended") onEnd(inviteEndOf(reason));
			else throw error;
		}
	};
}
