"use client";

import { useId, useRef, useState } from "react";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { welcomePath } from "@/app/_client/paths";
import { useAnswerInvitation, useInvitations } from "@/app/_client/servers/use-invitations";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { useToast } from "@/app/_ui/toast";
import type { Invitation } from "@/lib/realtime/protocol";

/** Pending invitations, at the top of the inbox and as a part of Home. */
export function Invitations({ isPart = false }: { isPart?: boolean }) {
	const t = useTranslations("invitations");
	const headingId = useId();
	const place = useRef<HTMLDivElement>(null);
	const { invitations, error, again } = useInvitations();
	useDistinctServers(invitations.map(({ server }) => server));
	if (error !== undefined)
		return <LoadFailure error={error} onRetry={again} className={isPart ? "mt-6" : "mb-4 p-2"} />;
	// The element stays after the last answer, to receive the focus.
	if (invitations.length === 0) return <div ref={place} tabIndex={-1} />;
	return (
		<div ref={place} tabIndex={-1} className={classNames("focus-visible:outline-none", isPart ? "mt-6" : "mb-4")}>
			<section aria-labelledby={headingId}>
				<h2
					id={headingId}
					className={
						isPart ? "mb-3 text-section font-bold tracking-[-0.01em]" : "px-3 pb-1 text-meta font-bold text-text-muted"
					}
				>
					{t("heading")}
				</h2>
				<ul className="grid gap-1">
					{invitations.map((invitation) => (
						<li key={invitation.server.id}>
							<InvitationRow invitation={invitation} onAnswered={() => place.current?.focus()} />
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}

function InvitationRow({ invitation, onAnswered }: { invitation: Invitation; onAnswered: () => void }) {
	const t = useTranslations("invitations");
	const { server, invitedBy } = invitation;
	const { answering, failure, answer } = useAnswer(invitation, onAnswered);
	return (
		<article className="flex flex-wrap items-start gap-3 rounded-lg bg-ember-subtle px-3 py-2.5">
			<ServerIcon server={server} size={36} />
			<div className="min-w-0 flex-1 basis-48">
				<h3 dir="auto" className="font-bold wrap-anywhere">
					<bdi>{server.name}</bdi>
				</h3>
				<p dir="auto" className="text-xs text-text-muted wrap-anywhere">
					{t.rich("from", {
						displayName: () => <bdi>{invitedBy.displayName}</bdi>,
						username: () => <bdi>@{invitedBy.username}</bdi>,
					})}
					<span aria-hidden="true"> · </span>
					{t("members", { count: server.memberCount })}
				</p>
				{server.description && (
					<p dir="auto" className="mt-1 line-clamp-2 wrap-anywhere">
						<bdi>{server.description}</bdi>
					</p>
				)}
				{failure && (
					<div className="mt-2">
						<Alert tone="danger">{failure}</Alert>
					</div>
				)}
			</div>
			<div className="flex shrink-0 gap-2 max-sm:w-full max-sm:flex-wrap max-sm:ps-12">
				<Button
					size="small"
					variant="primary"
					busy={answering === "accept"}
					busyLabel={t("accepting")}
					disabled={answering === "decline"}
					aria-label={t("acceptFor", { name: server.name })}
					onClick={() => answer("accept")}
				>
					{t("accept")}
				</Button>
				<Button
					size="small"
					busy={answering === "decline"}
					busyLabel={t("declining")}
					disabled={answering === "accept"}
					aria-label={t("declineFor", { name: server.name })}
					onClick={() => answer("decline")}
				>
					{t("decline")}
				</Button>
			</div>
		</article>
	);
}

type Answer = "accept" | "decline";

function useAnswer({ server }: Invitation, onAnswered: () => void) {
	const t = useTranslations("invitations");
	const toast = useToast();
	const navigate = useNavigate();
	const errorText = useErrorMessage();
	const send = useAnswerInvitation();
	const [answering, setAnswering] = useState<Answer>();
	const [failure, setFailure] = useState<string>();
	const answer = async (given: Answer) => {
		setAnswering(given);
		setFailure(undefined);
		try {
			const joined = await send(server.id, given === "accept");
			if (joined) return navigate(welcomePath(joined));
			onAnswered();
			toast({ text: t("declined", { name: server.name }) });
		} catch (error) {
			const { code } = asApiError(error);
			if (code === "invitation_not_found") toast({ text: t("gone", { name: server.name }), tone: "error" });
			else setFailure(code === "forbidden" ? t("tooMany") : errorText(error));
		}
		setAnswering(undefined);
	};
	return { answering, failure, answer: (given: Answer) => void answer(given) };
}
