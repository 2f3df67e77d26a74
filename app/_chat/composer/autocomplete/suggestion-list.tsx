"use client";

import * as Popover from "@radix-ui/react-popover";
import { Hash, Megaphone } from "lucide-react";
import { type Ref, type RefObject, useEffect, useImperativeHandle, useState } from "react";
import { Face, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Message } from "@/lib/realtime/protocol";
import { CustomEmoji } from "../../emoji/custom-emoji";
import type { Trigger } from "./trigger";
import { type Suggestion, useSuggestions } from "./use-suggestions";

/** Passes a key of the field to the list. Returns whether it is for the list: Escape is, and the field closes it. */
export type SuggestionListHandle = { onKey: (key: string) => boolean };

type Props = {
	ref: Ref<SuggestionListHandle>;
	id: string;
	token: Trigger;
	serverId: number;
	recentMessages: readonly Message[];
	/** The field, if the list would be cut off by its container: then it floats beside it. */
	anchor: RefObject<HTMLElement> | null;
	onTake: (token: Trigger, text: string) => void;
	/** The active option; null if there is none. */
	onMarked: (id: string | null) => void;
};

/** Suggestions for the typed text. The field keeps the focus; the best suggestion is active. */
export function SuggestionList({ ref, id, token, serverId, recentMessages, anchor, onTake, onMarked }: Props) {
	const t = useTranslations("autocomplete");
	const all = useSuggestions(token, serverId, recentMessages);
	useDistinctPeople(all.flatMap(({ face }) => (face.kind === "person" ? [face.author] : [])));
	const [marked, setMarked] = useState({ query: token.query, key: "" });
	// A new query resets the selection to its best result. Suggestions that arrive later do not move it.
	const at = Math.max(0, marked.query === token.query ? all.findIndex(({ key }) => key === marked.key) : 0);
	const marker = (next: number) => setMarked({ query: token.query, key: all[next]?.key ?? "" });
	const chosen = all[at];
	useImperativeHandle(ref, () => ({
		onKey: (key) => {
			// A completely typed name is sent, not completed.
			if (!chosen || (key === "Enter" && chosen.text.trim() === token.sign + token.query)) return false;
			if (key === "ArrowDown") marker((at + 1) % all.length);
			else if (key === "ArrowUp") marker((at - 1 + all.length) % all.length);
			else if (key === "Enter" || key === "Tab") onTake(token, chosen.text);
			else return key === "Escape";
			return true;
		},
	}));
	const markedId = chosen ? `${id}-${at}` : null;
	useEffect(() => onMarked(markedId), [markedId, onMarked]);
	useEffect(() => () => onMarked(null), [onMarked]);

	// A completely typed shortcode becomes its emoji.
	const ended = token.sign === ":" && token.query.endsWith(":") ? chosen : undefined;
	useEffect(() => {
		if (ended) onTake(token, ended.text);
	}, [ended, token, onTake]);

	if (!chosen || ended) return null;
	const list = (
		<>
			<div id={id} role="listbox" aria-label={t(titles[token.sign])}>
				{all.map((choice, n) => (
					// biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active option.
					// biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys.
					<div
						key={choice.key}
						id={`${id}-${n}`}
						role="option"
						aria-selected={n === at}
						onPointerMove={() => marker(n)}
						// The field must keep the focus.
						onMouseDown={(event) => event.preventDefault()}
						onClick={() => onTake(token, choice.text)}
						className={classNames(
							"flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm max-md:h-11",
							n === at && "bg-selected shadow-[inset_3px_0_0_var(--focus)]",
						)}
					>
						<Sign {...choice} />
						<span dir="auto" className="min-w-0 truncate font-semibold">
							{choice.label}
						</span>
						<span dir="auto" className="min-w-0 flex-1 truncate text-text-muted">
							{choice.hint}
						</span>
					</div>
				))}
			</div>
			<p role="status" className="sr-only">
				{t("count", { count: all.length })}
			</p>
		</>
	);
	if (!anchor) return <div className={classNames(box, "absolute inset-x-0 bottom-full z-5 mb-1.5")}>{list}</div>;
	return (
		<Popover.Root open>
			<Popover.Anchor virtualRef={anchor} />
			<Popover.Portal>
				<Popover.Content
					role="presentation"
					side="top"
					align="start"
					sideOffset={6}
					collisionPadding={8}
					onOpenAutoFocus={(event) => event.preventDefault()}
					onCloseAutoFocus={(event) => event.preventDefault()}
					className={classNames(box, "z-20 w-(--radix-popover-trigger-width) min-w-64")}
				>
					{list}
				</Popover.Content>
			</Popover.Portal>
		</Popover.Root>
	);
}

const box = "animate-pop rounded-lg border bg-overlay p-1 shadow-menu";

const titles = { "@": "people", "#": "channels", ":": "emoji" } as const;

function Sign({ face }: Suggestion) {
	if (face.kind === "person") {
		return <Face person={face.author} size={24} />;
	}
	if (face.kind === "emoji") return <CustomEmoji id={face.id} name={face.name} className="size-6 shrink-0" />;
	const Icon = face.kind === "channel" ? Hash : Megaphone;
	return (
		<span
			aria-hidden="true"
			className="grid size-6 shrink-0 place-items-center text-[1.1875rem] leading-none text-text-muted"
		>
			{face.kind === "sign" ? face.sign : <Icon size="1rem" />}
		</span>
	);
}
