"use client";

import { Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { CustomEmoji } from "@/app/_chat/emoji/custom-emoji";
import { PersonName } from "@/app/_chat/users/avatar-palettes";
import { api, asApiError } from "@/app/_client/api";
import { isEmojiName } from "@/app/_client/emoji/name-from-file";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import type { Emoji } from "@/lib/realtime/protocol";

type Props = { serverId: number; emoji: Emoji; onRenamed: (now: Emoji) => void; onRemove: () => void };

/** An emoji with the field of its name, which is saved when it is left, and by Enter. */
export function EmojiItem({ serverId, emoji, onRenamed, onRemove }: Props) {
	const t = useTranslations("serverEmoji");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { clock } = useDateFormat();
	const errorId = useId();
	const [typed, setTyped] = useState<string | null>(null);
	const name = typed ?? emoji.name;
	const { busy, failure, submit, forget } = useSubmit(async (next: string) => {
		const { emoji: now } = await api.patch<{ emoji: Emoji }>(`/api/servers/${serverId}/emoji/${emoji.id}`, {
			name: next,
		});
		onRenamed(now);
		setTyped(null);
		toast({ text: t("renamed", { name: now.name }) });
	});
	const save = () => {
		if (name === emoji.name) setTyped(null);
		else if (isEmojiName(name)) void submit(name);
	};
	const wrong = !isEmojiName(name)
		? t("badName")
		: failure && (asApiError(failure).code === "name_taken" ? t("nameTaken", { name }) : errorText(failure));
	return (
		<li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 py-2.5">
			<span className="grid size-10 place-items-center rounded-md bg-sunken">
				<CustomEmoji id={emoji.id} name={emoji.name} className="size-8" />
			</span>
			<div className="grid min-w-0 gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)] sm:items-center">
				<label
					className={classNames(
						"flex h-9 items-center rounded-md border bg-surface px-2 focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)] max-md:h-11",
						wrong ? "border-danger" : "border-line-strong",
					)}
				>
					<span aria-hidden="true" className="text-text-faint">
						:
					</span>
					<input
						dir="ltr"
						aria-label={t("nameOf", { name: emoji.name })}
						aria-invalid={wrong !== undefined}
						aria-describedby={wrong ? errorId : undefined}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						maxLength={32}
						readOnly={busy}
						value={name}
						onChange={({ target }) => {
							forget();
							setTyped(target.value.toLowerCase().replaceAll(/[\s-]/g, "_"));
						}}
						onBlur={save}
						onKeyDown={(event) => {
							if (event.nativeEvent.isComposing) return;
							if (event.key === "Enter") save();
							if (event.key !== "Escape" || typed === null) return;
							event.stopPropagation();
							forget();
							setTyped(null);
						}}
						className="min-w-0 flex-1 bg-transparent px-0.5 text-sm outline-none max-md:text-base"
					/>
					<span aria-hidden="true" className="text-text-faint">
						:
					</span>
				</label>
				<p dir="auto" className="min-w-0 truncate text-meta text-text-faint">
					<PersonName person={emoji.creator} /> ·{" "}
					<time dateTime={emoji.createdAt} title={clock.full(emoji.createdAt)}>
						{clock.date(emoji.createdAt)}
					</time>
				</p>
				{wrong && (
					<p id={errorId} role="alert" className="text-meta text-danger-text sm:col-span-2">
						{wrong}
					</p>
				)}
			</div>
			<IconButton label={t("removeNamed", { name: emoji.name })} className="hover:bg-surface-hover" onClick={onRemove}>
				<Trash2 size="1rem" aria-hidden="true" />
			</IconButton>
		</li>
	);
}
