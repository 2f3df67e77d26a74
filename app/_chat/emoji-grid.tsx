"use client";

import type { KeyboardEvent } from "react";
import { useTranslations } from "use-intl/react";

/** Those people reach for. Each has its name in the catalogue, for whoever hears the page. */
export const frequentEmoji = [
	["👍", "thumbsUp"],
	["❤️", "heart"],
	["😂", "joy"],
	["🔥", "fire"],
	["🎉", "party"],
	["👀", "eyes"],
	["🙏", "thanks"],
	["✅", "done"],
	["😄", "smile"],
	["😍", "love"],
	["🤔", "thinking"],
	["😅", "phew"],
	["😢", "sad"],
	["😭", "crying"],
	["😮", "wow"],
	["😡", "angry"],
	["👏", "applause"],
	["🙌", "hooray"],
	["💯", "hundred"],
	["🚀", "rocket"],
	["✨", "sparkles"],
	["👋", "wave"],
	["☕", "coffee"],
	["👎", "thumbsDown"],
] as const;

const columns = 8;

/** A small sheet of emoji: arrows move, Enter takes. */
export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
	const t = useTranslations("conversation.emoji");
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move among the buttons in it.
		<div className="grid grid-cols-8 gap-0.5 max-md:grid-cols-6" onKeyDown={moveAmong}>
			{frequentEmoji.map(([emoji, name]) => (
				<button
					key={emoji}
					type="button"
					aria-label={t(name)}
					title={t(name)}
					onClick={() => onPick(emoji)}
					className="ring-inward grid size-9 place-items-center rounded-md text-[20px] leading-none hover:bg-selected focus-visible:bg-selected max-md:size-11"
				>
					{emoji}
				</button>
			))}
		</div>
	);
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };

function moveAmong(event: KeyboardEvent<HTMLDivElement>): void {
	const step = steps[event.key];
	if (step === undefined) return;
	event.preventDefault();
	const buttons = [...event.currentTarget.querySelectorAll("button")];
	const at = buttons.indexOf(event.target as HTMLButtonElement);
	buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
}
