"use client";

import {
	Bell,
	Bookmark,
	Compass,
	Hash,
	House,
	Inbox,
	Keyboard,
	Lock,
	LogOut,
	Monitor,
	Moon,
	Palette,
	Plus,
	Search,
	Settings,
	Sun,
	Users,
} from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Kbd } from "@/app/_ui/kbd";
import { ServerIcon } from "../servers/server-icon";
import { UnreadMark } from "../shell/sidebar";
import { Face } from "../users/avatar-palettes";
import type { SwitcherResult, SwitcherResultGroup } from "./results";
import type { CommandName } from "./use-commands";

const commandIcons: Record<CommandName, typeof Compass> = {
	home: House,
	explore: Compass,
	inbox: Inbox,
	notifications: Bell,
	saved: Bookmark,
	createServer: Plus,
	panel: Users,
	dark: Moon,
	light: Sun,
	system: Monitor,
	settings: Settings,
	appearance: Palette,
	keys: Keyboard,
	signOut: LogOut,
};

type Part = {
	id: string;
	/** The key of the result that Enter opens. */
	current: string | null;
	onMark: (key: string) => void;
	onChoose: (offer: SwitcherResult) => void;
};

export function QuickSwitcherGroup({
	name,
	offers,
	...part
}: Part & { name: SwitcherResultGroup["name"] | "more"; offers: SwitcherResult[] }) {
	const t = useTranslations("switcher");
	const labelId = `${part.id}-${name}`;
	const label = {
		unread: t("unread"),
		recent: t("recent"),
		channels: t("channels"),
		people: t("people"),
		servers: t("servers"),
		commands: t("commands"),
		more: t("more"),
	}[name];
	return (
		// biome-ignore lint/a11y/useSemanticElements: a listbox cannot contain a fieldset.
		<div role="group" aria-labelledby={labelId}>
			<div id={labelId} className="px-2 pt-2 pb-1 text-xs font-semibold text-text-faint">
				{label}
			</div>
			{offers.map((offer) => (
				<OfferRow key={offer.key} offer={offer} {...part} />
			))}
		</div>
	);
}

function OfferRow({ offer, id, current, onMark, onChoose }: Part & { offer: SwitcherResult }) {
	const t = useTranslations("switcher");
	const isMarked = offer.key === current;
	const counted = offer.kind === "channel" || offer.kind === "server";
	const news = counted && (offer.mentions > 0 ? t("mentions", { count: offer.mentions }) : offer.unread && t("new"));
	return (
		// The field keeps the focus and handles the keys.
		// biome-ignore lint/a11y/useKeyWithClickEvents: see above.
		// biome-ignore lint/a11y/useFocusableInteractive: see above.
		<div
			id={`${id}-${offer.key}`}
			role="option"
			aria-selected={isMarked}
			onPointerMove={() => onMark(offer.key)}
			onPointerDown={(event) => event.preventDefault()}
			onClick={() => onChoose(offer)}
			className={classNames(
				"relative flex min-h-11 cursor-pointer scroll-my-2 items-center gap-2.5 rounded-md px-2 py-1 text-sm",
				isMarked &&
					"bg-selected before:absolute before:inset-y-2 before:start-0.5 before:w-[3px] before:rounded-xs before:bg-focus",
			)}
		>
			<span aria-hidden="true" className={classNames("ms-1 grid size-6 shrink-0 place-items-center", faint(isMarked))}>
				<OfferIcon offer={offer} />
			</span>
			<span className="flex min-w-0 flex-1 items-baseline gap-2.5">
				<span dir="auto" className={classNames("truncate", counted && offer.unread && "font-semibold")}>
					<Marked text={offer.name} ranges={offer.ranges} />
				</span>
				{offer.kind === "person" && (
					<span dir="auto" className={classNames("max-w-1/2 shrink-[2] truncate", faint(isMarked))}>
						@{offer.username}
					</span>
				)}
				{offer.kind === "channel" && (
					<>
						{offer.isPrivate && <span className="sr-only">{t("private")}</span>}
						<span dir="auto" className={classNames("max-w-1/2 shrink-[2] truncate", faint(isMarked))}>
							{offer.around}
						</span>
					</>
				)}
			</span>
			{news && <span className="sr-only">{news}</span>}
			{counted && <UnreadMark mentions={offer.mentions} unread={offer.unread} />}
			{isMarked && (
				<span aria-hidden="true" className="flex max-md:hidden">
					<Kbd>Enter</Kbd>
				</span>
			)}
		</div>
	);
}

const faint = (isMarked: boolean) => (isMarked ? "text-text-muted" : "text-text-faint");

function OfferIcon({ offer }: { offer: SwitcherResult }) {
	if (offer.kind === "person") return <Face person={offer} name={offer.name} size={24} />;
	if (offer.kind === "server") return <ServerIcon server={offer} size={24} />;
	const Icon =
		offer.kind === "channel"
			? offer.isPrivate
				? Lock
				: Hash
			: offer.kind === "search"
				? Search
				: offer.kind === "explore"
					? Compass
					: commandIcons[offer.command];
	return <Icon size="1.125rem" />;
}

/** A name with the matching parts marked. */
function Marked({ text, ranges }: { text: string; ranges: SwitcherResult["ranges"] }) {
	const pieces = ranges.flatMap(([from, to], index) => [
		{ at: ranges[index - 1]?.[1] ?? 0, text: text.slice(ranges[index - 1]?.[1] ?? 0, from), isMarked: false },
		{ at: from, text: text.slice(from, to), isMarked: true },
	]);
	return (
		<>
			{pieces.map(({ at, text, isMarked }) =>
				isMarked ? (
					<mark key={`m${at}`} className="rounded-[3px] font-semibold">
						{text}
					</mark>
				) : (
					text
				),
			)}
			{text.slice(ranges.at(-1)?.[1] ?? 0)}
		</>
	);
}

/** Hints at the prefixes. Hidden on phones. */
export function QuickSwitcherFooter() {
	const t = useTranslations("switcher");
	return (
		<div className="flex h-10 shrink-0 items-center gap-4 border-t bg-sunken px-4.5 text-xs whitespace-nowrap text-text-faint max-md:hidden">
			<span className="flex items-center gap-1">
				<Kbd>↑</Kbd>
				<Kbd>↓</Kbd> {t("toMove")}
			</span>
			<span className="flex items-center gap-1">
				<Kbd>#</Kbd> {t("signChannels")}
			</span>
			<span className="flex items-center gap-1">
				<Kbd>@</Kbd> {t("signPeople")}
			</span>
			<span className="flex items-center gap-1">
				<Kbd>*</Kbd> {t("signServers")}
			</span>
			<span className="flex items-center gap-1">
				<Kbd>{">"}</Kbd> {t("signCommands")}
			</span>
		</div>
	);
}
