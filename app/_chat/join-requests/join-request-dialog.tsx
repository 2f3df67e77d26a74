"use client";

import { useState } from "react";
import useSWR from "swr";
import { useOwnRequest } from "@/app/_client/join-requests/use-own-requests";
import type { JoinForm } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Server } from "@/lib/realtime/protocol";
import { LoadFailure } from "../shell/load-failure";
import { JoinRequestForm } from "./join-request-form";

type Props = {
	server: { id: number; name: string };
	/** Sends the request; rejects with the ApiError. */
	onSend: (form: JoinForm) => Promise<unknown>;
	onClose: () => void;
};

/** Asks to join a public server: its question and its rules are loaded when the dialog opens. */
export function JoinRequestDialog({ server: { id, name }, onSend, onClose }: Props) {
	const t = useTranslations("joining");
	const request = useOwnRequest(id);
	const [answer, setAnswer] = useState("");
	const { data, error, isValidating, mutate } = useSWR<{ server: Server }>(`/api/servers/${id}`);
	const { joinRequirements, rulesVersion = 0 } = data?.server ?? {};
	return (
		<Dialog open onOpenChange={onClose} dirty={answer.trim() !== ""} title={t("askNamed", { name })}>
			{joinRequirements ? (
				<JoinRequestForm
					asked={{ question: joinRequirements.question, rules: joinRequirements.rules, rulesVersion }}
					request={request}
					autoFocus
					answer={answer}
					onAnswer={setAnswer}
					onSend={onSend}
				/>
			) : error && !isValidating ? (
				<LoadFailure error={error} onRetry={() => mutate()} />
			) : (
				<div aria-hidden="true" className="grid gap-3">
					<Skeleton className="h-4 w-2/3" />
					<Skeleton className="h-20 w-full rounded-md" />
					<Skeleton className="h-11 w-full rounded-md" />
				</div>
			)}
		</Dialog>
	);
}
