"use client";

import { SmilePlus } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useServerEmoji } from "@/app/_client/emoji/use-server-emoji";
import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";
import type { Emoji } from "@/lib/realtime/protocol";
import { EmojiItem } from "./emoji-item";
import { RemoveEmojiDialog } from "./remove-emoji-dialog";
import { UploadArea } from "./upload-area";

type Props = { serverId: number; first: Emoji[] };

const maxEmoji = 500;
/** From this number on, a field finds one of them. */
const manyEmoji = 12;

/** The emoji of a server: add, rename and remove them. */
export function EmojiSettings({ serverId, first }: Props) {
	const t = useTranslations("serverEmoji");
	const { emoji = first, error, apply, mutate } = useServerEmoji(serverId, first);
	const [query, setQuery] = useState("");
	const [toRemove, setToRemove] = useState<Emoji | null>(null);
	const list = useRef<HTMLDivElement>(null);
	useDistinctPeople(emoji.map(({ creator }) => creator));
	const wanted = query.trim().toLowerCase().replaceAll(":", "");
	const shown = emoji.filter(({ name }) => name.includes(wanted));
	const changed = (emojiId: number, now: Emoji | null) => apply({ serverId, emojiId, emoji: now });
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<UploadArea
				serverId={serverId}
				emoji={emoji}
				left={maxEmoji - emoji.length}
				onAdded={(added) => changed(added.id, added)}
			/>
			{(emoji.length >= manyEmoji || wanted) && (
				<div className="w-72 max-w-full">
					<TextField
						label={t("search")}
						type="search"
						maxLength={40}
						value={query}
						onChange={({ target }) => setQuery(target.value)}
					/>
				</div>
			)}
			<ListStates
				ref={list}
				count={shown.length}
				error={error}
				again={() => mutate()}
				more={null}
				isValidating={false}
				empty={{
					icon: <SmilePlus size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t(wanted ? "noneFound" : "none"),
					text: wanted ? undefined : t("noneText"),
				}}
			>
				<p className="text-meta text-text-muted">{t("count", { count: emoji.length, max: maxEmoji })}</p>
				<ul className="-mt-2 divide-y border-y">
					{shown.map((one) => (
						<EmojiItem
							key={one.id}
							serverId={serverId}
							emoji={one}
							onRenamed={(now) => changed(now.id, now)}
							onRemove={() => setToRemove(one)}
						/>
					))}
				</ul>
			</ListStates>
			{toRemove && (
				<RemoveEmojiDialog
					serverId={serverId}
					emoji={toRemove}
					onClose={(isRemoved) => {
						setToRemove(null);
						if (!isRemoved) return;
						changed(toRemove.id, null);
						list.current?.focus();
					}}
				/>
			)}
		</div>
	);
}
