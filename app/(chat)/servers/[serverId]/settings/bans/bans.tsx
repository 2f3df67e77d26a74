"use client";

import { Ban as BanIcon } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { ReasonAndNote } from "@/app/_chat/moderation/reason-and-note";
import { ListStates } from "@/app/_chat/settings/list-states";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { useDialogs } from "@/app/_chat/shell/dialog-context";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useUnban } from "@/app/_client/moderation/use-moderation";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Ban, Server } from "@/lib/realtime/protocol";

type BanList = { bans: Ban[]; nextCursor: string | null };
type Props = { server: Pick<Server, "id">; first: BanList };

/** The users who are banned from a server, why and until when, and the button to unban each. */
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
		void again();
	};
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<BanByName serverId={server.id} onChanged={again} />
			<div className="w-72 max-w-full">
				<TextField
					label={t("searchBans")}
					type="search"
					maxLength={100}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
			</div>
			<ListStates
				{...states}
				ref={list}
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
	);
}

/** Anybody can be banned by their username before they come, and the dialog asks for the rest. */
function BanByName({ serverId, onChanged }: { serverId: number; onChanged: () => unknown }) {
	const t = useTranslations("moderation");
	const { openModeration } = useDialogs();
	const [typed, setTyped] = useState("");
	const username = typed.trim().replace(/^@/, "");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (!username) return;
		const onBanned = () => {
			setTyped("");
			onChanged();
		};
		openModeration({ serverId, user: { username, displayName: username }, kind: "ban", onChanged: onBanned });
	};
	return (
		<form noValidate onSubmit={onSubmit} className="flex flex-wrap items-start gap-2">
			<div className="w-72 max-w-full">
				<TextField
					label={t("banByName")}
					hint={t("banByNameHint")}
					placeholder={t("username")}
					maxLength={40}
					autoCapitalize="none"
					spellCheck={false}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
			</div>
			<Button type="submit" className="mt-[1.625rem] h-10" disabled={!username}>
				{t("choose.ban")}
			</Button>
		</form>
	);
}

function BanRow({ serverId, ban, onUnbanned }: { serverId: number; ban: Ban; onUnbanned: () => void }) {
	const t = useTranslations("moderation");
	const { clock } = useDateFormat();
	const unban = useUnban(serverId);
	const { user, actor, until, reason, note, createdAt } = ban;
	const name = useName(user);
	const by = useName(actor);
	const { busy, submit } = useSubmit(async () => {
		if (await unban(user)) onUnbanned();
	});
	const end = until ? t("until", { until: clock.full(until) }) : t("durations.forever");
	return (
		<PersonRow
			user={user}
			facts={`@${user.username} · ${end}`}
			actions={
				<Button
					size="small"
					busy={busy}
					busyLabel={t("working")}
					aria-label={t("unbanFor", { name })}
					className="max-sm:ms-12"
					onClick={() => void submit()}
				>
					{t("unban")}
				</Button>
			}
		>
			<ReasonAndNote reason={reason} note={note} />
			<p dir="auto" className="mt-1.5 text-meta text-text-faint wrap-anywhere">
				{t("bannedBy", { name: by, date: clock.full(createdAt) })}
			</p>
		</PersonRow>
	);
}
