"use client";

import { Ban as BanIcon } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/moderation/list-states";
import { Face, PersonName, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { usePages } from "@/app/_client/moderation/use-pages";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Ban, Server } from "@/lib/realtime/protocol";

type BanList = { bans: Ban[]; nextCursor: string | null };
type Props = { server: Pick<Server, "id">; first: BanList };

/** The users who are banned from a server, why and until when, and the way to unban them. */
export function Bans({ server, first }: Props) {
	const t = useTranslations("moderation");
	const [typed, setTyped] = useState("");
	const q = useDebouncedValue(typed).trim();
	const list = useRef<HTMLDivElement>(null);
	const path = `/api/servers/${server.id}/bans?limit=50${q && `&q=${encodeURIComponent(q)}`}`;
	const { pages, again, ...states } = usePages<BanList>(path, q ? undefined : first);
	const bans = pages?.flatMap((page) => page.bans);
	useDistinctPeople((bans ?? []).map(({ user }) => user));
	const onUnbanned = () => {
		list.current?.focus();
		again();
	};
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="w-72 max-w-full">
				<TextField
					label={t("searchBans")}
					type="search"
					maxLength={100}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
			</div>
			<div ref={list} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none">
				<ListStates
					{...states}
					again={again}
					count={bans?.length}
					empty={{
						icon: <BanIcon size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
						title: t(q ? "noBansFound" : "noBans"),
					}}
				>
					<ul className="divide-y border-y">
						{bans?.map((ban) => (
							<BanRow key={ban.user.id} serverId={server.id} ban={ban} onUnbanned={onUnbanned} />
						))}
					</ul>
				</ListStates>
			</div>
		</div>
	);
}

function BanRow({ serverId, ban, onUnbanned }: { serverId: number; ban: Ban; onUnbanned: () => void }) {
	const t = useTranslations("moderation");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const { user, actor, until, reason, note, createdAt } = ban;
	const { busy, submit } = useSubmit(async () => {
		try {
			await api.delete(`/api/servers/${serverId}/bans/${encodeURIComponent(user.username)}`);
			toast({ text: t("unbanned", { name: user.displayName }) });
			onUnbanned();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return (
		<li className="flex flex-wrap items-start gap-3 py-3">
			<Face person={user} size={36} />
			<div className="min-w-0 flex-1 basis-56">
				<h2 dir="auto" className="truncate text-sm font-semibold">
					<PersonName person={user} />
				</h2>
				<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
					@{user.username} · {until ? t("until", { until: clock.full(until) }) : t("durations.forever")}
				</p>
				{reason && (
					<p dir="auto" className="mt-1.5 whitespace-pre-line wrap-anywhere">
						{reason}
					</p>
				)}
				{note && (
					<p dir="auto" className="mt-1.5 text-meta whitespace-pre-line text-text-muted wrap-anywhere">
						{t("noteShown", { note })}
					</p>
				)}
				<p dir="auto" className="mt-1.5 text-meta text-text-faint wrap-anywhere">
					{t("bannedBy", { name: actor.displayName, date: clock.full(createdAt) })}
				</p>
			</div>
			<Button
				size="small"
				busy={busy}
				busyLabel={t("working")}
				aria-label={t("unbanFor", { name: user.displayName })}
				className="max-sm:ms-12"
				onClick={() => void submit()}
			>
				{t("unban")}
			</Button>
		</li>
	);
}
