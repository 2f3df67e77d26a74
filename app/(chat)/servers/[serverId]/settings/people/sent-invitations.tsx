"use client";

import { useCallback, useRef } from "react";
import useSWR from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { Server, ServerToClient } from "@/lib/realtime/protocol";
import type { SentInvitation } from "@/lib/servers/invitations";

export const sentKey = (serverId: number) => `/api/servers/${serverId}/invitations`;

type Listed = { invitations: SentInvitation[] };

/** The server's invited users who are not members yet. Their answers are not shown. */
export function SentInvitations({ server, first }: { server: Server; first: SentInvitation[] }) {
	const t = useTranslations("serverSettings");
	const place = useRef<HTMLDivElement>(null);
	const { data, mutate } = useSWR<Listed>(sentKey(server.id), { fallbackData: { invitations: first } });
	useSocketEvent(
		"member:joined",
		useCallback<ServerToClient["member:joined"]>(
			({ serverId }) => void (serverId === server.id && mutate()),
			[server.id, mutate],
		),
	);
	const invitations = data?.invitations ?? first;
	const onGone = () => {
		place.current?.focus();
		void mutate();
	};
	// The element stays after the last withdrawal, to receive the focus.
	return (
		<div ref={place} tabIndex={-1} className="border-t pt-6 outline-none empty:border-t-0 empty:pt-0">
			{invitations.length > 0 && (
				<SettingsSection title={t("sentHeading")} text={t("sentText")}>
					<ul className="grid gap-0.5">
						{invitations.map((invitation) => (
							<SentRow key={invitation.username} server={server} invitation={invitation} onGone={onGone} />
						))}
					</ul>
				</SettingsSection>
			)}
		</div>
	);
}

type RowProps = { server: Server; invitation: SentInvitation; onGone: () => void };

function SentRow({ server, invitation: { username, createdAt }, onGone }: RowProps) {
	const t = useTranslations("serverSettings");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const { busy, submit } = useSubmit(async () => {
		try {
			await api.delete(`${sentKey(server.id)}/${encodeURIComponent(username)}`);
			toast({ text: t("withdrawn", { username }) });
		} catch (error) {
			const isGone = asApiError(error).code === "invitation_not_found";
			toast({ tone: "error", text: isGone ? t("withdrawGone", { username }) : errorText(error) });
			if (!isGone) return;
		}
		onGone();
	});
	return (
		<li className="flex min-h-11 items-center gap-3">
			<span dir="auto" className="min-w-0 flex-1 truncate font-semibold">
				@{username}
			</span>
			<span className="text-meta text-text-faint max-sm:hidden">{t("invitedOn", { date: clock.date(createdAt) })}</span>
			<Button
				size="small"
				busy={busy}
				busyLabel={t("withdrawing")}
				aria-label={t("withdrawFor", { username })}
				onClick={() => void submit()}
			>
				{t("withdraw")}
			</Button>
		</li>
	);
}
