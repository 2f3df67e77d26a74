"use client";

import { useState } from "react";
import { useCaseConflict } from "@/app/_chat/cases/use-case-conflict";
import { ModerationMenu } from "@/app/_chat/moderation/moderation-menu";
import { decideCase, reportedPlace } from "@/app/_client/cases/use-cases";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useModerate } from "@/app/_client/moderation/use-moderation";
import { may } from "@/app/_client/servers/permissions";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { useToast } from "@/app/_ui/toast";
import type { ActionKind, Case, Server } from "@/lib/realtime/protocol";

type Props = {
	server: Server;
	of: Case;
	onDecided: () => void;
	/** Opens the moderation dialog. */
	onModerate: (kind: ActionKind) => void;
	className?: string;
};

/** The decisions that the viewer may make: one press leaves it, removes the message, or answers an appeal. */
export function CaseButtons({ server, of, onDecided, onModerate, className }: Props) {
	const t = useTranslations("cases");
	const toast = useToast();
	const errorText = useErrorMessage();
	const conflictOf = useCaseConflict();
	const moderate = useModerate(server.id, onDecided);
	const { subject, kind, mayDecide } = of;
	const name = useNameOf()(subject);
	const [pressed, setPressed] = useState<string>();
	const { busy, submit } = useSubmit(async (decide: () => Promise<unknown>) => {
		try {
			await decide();
		} catch (error) {
			const conflict = conflictOf(error);
			toast({ tone: "error", text: conflict ?? errorText(error) });
			if (conflict !== null) onDecided();
		}
	});
	const answer = (outcome: "dismissed" | "lifted") => async () => {
		await decideCase(server.id, of.id, outcome);
		onDecided();
	};
	const message = may(server, "manage_messages") ? reportedPlace(of) : undefined;
	if (server.freeze) return <p className="text-meta text-text-muted">{t("frozen")}</p>;
	if (!mayDecide) return <p className="text-meta text-text-muted">{t("notYours")}</p>;
	const button = (label: string, decide: () => Promise<unknown>, variant?: "danger" | "primary") => (
		<Button
			size="small"
			{...(variant && { variant })}
			busy={busy && pressed === label}
			aria-label={t("actFor", { label, name })}
			onClick={() => {
				if (busy) return;
				setPressed(label);
				void submit(decide);
			}}
		>
			{label}
		</Button>
	);
	return (
		<div className={classNames("flex shrink-0 flex-wrap gap-2 max-sm:w-full", className)}>
			{kind === "appeal" ? (
				<>
					{button(t("lift"), answer("lifted"), "primary")}
					{button(t("uphold"), answer("dismissed"))}
				</>
			) : (
				<>
					{message &&
						button(
							t("remove"),
							() => moderate({ subject: subject.username, messages: [message], caseId: of.id }),
							"danger",
						)}
					{button(t("leave"), answer("dismissed"))}
					<ModerationMenu serverId={server.id} user={subject} onChoose={onModerate} />
				</>
			)}
		</div>
	);
}
