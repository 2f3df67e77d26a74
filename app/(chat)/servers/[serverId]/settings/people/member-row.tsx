"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Member } from "@/lib/realtime/protocol";

const columns = (showsSeen: boolean) =>
	classNames(
		"flex items-center gap-3 sm:grid sm:px-2",
		showsSeen ? "sm:grid-cols-[minmax(0,1fr)_9.5rem_8.5rem]" : "sm:grid-cols-[minmax(0,1fr)_9.5rem]",
	);
const nameClass = "flex min-h-11 min-w-0 flex-1 items-center gap-3";
const boxClass = "size-4 shrink-0 accent-ember";

type HeaderProps = {
	showsSeen: boolean;
	/** How many members of the list can be selected, and how many are. */
	all: number;
	selected: number;
	onSelectAll: (isSelected: boolean) => void;
};

/** The heads of the columns, with the box that selects all members who are shown. */
export function MemberHeader({ showsSeen, all, selected, onSelectAll }: HeaderProps) {
	const t = useTranslations("serverSettings");
	const box = useRef<HTMLInputElement>(null);
	const isPartial = selected > 0 && selected < all;
	useEffect(() => {
		if (box.current) box.current.indeterminate = isPartial;
	}, [isPartial]);
	return (
		<div className={classNames(columns(showsSeen), "text-xs font-semibold text-text-muted")}>
			{all > 0 ? (
				<label className="flex min-h-9 cursor-pointer items-center gap-3 max-md:min-h-11">
					<input
						ref={box}
						type="checkbox"
						checked={selected === all}
						onChange={({ target }) => onSelectAll(target.checked)}
						className={boxClass}
					/>
					{t("selectShown", { count: all })}
				</label>
			) : (
				<span />
			)}
			<span className="max-sm:hidden">{t("columnJoined")}</span>
			{showsSeen && <span className="max-sm:hidden">{t("columnSeen")}</span>}
		</div>
	);
}

type RowProps = {
	member: Member;
	hasSelection: boolean;
	/** Null for a member whom the viewer cannot sanction. */
	isSelected: boolean | null;
	onSelect: (isSelected: boolean) => void;
	showsSeen: boolean;
};

export function MemberRow({ member, hasSelection, isSelected, onSelect, showsSeen }: RowProps) {
	const t = useTranslations("serverSettings");
	const { clock } = useDateFormat();
	const time = useShortTime();
	const { joinedAt, lastSeen } = member;
	const seen = lastSeen ? clock.date(`${lastSeen}T12:00:00Z`) : t("neverSeen");
	const person = (
		<Person member={member}>
			<span dir="auto" className="block truncate text-xs text-text-muted sm:hidden">
				{t("joinedOn", { date: time(joinedAt) })}
			</span>
			{showsSeen && (
				<span dir="auto" className="block truncate text-xs text-text-muted sm:hidden">
					{t("seenOn", { date: seen })}
				</span>
			)}
		</Person>
	);
	return (
		<li
			className={classNames(
				columns(showsSeen),
				"min-h-13 max-sm:rounded-lg max-sm:border max-sm:px-3 max-sm:py-2",
				isSelected && "bg-selected",
			)}
		>
			{isSelected === null ? (
				<div className={nameClass}>
					{hasSelection && <span className="w-4 shrink-0" />}
					{person}
				</div>
			) : (
				<label className={classNames(nameClass, "cursor-pointer")}>
					<input
						type="checkbox"
						checked={isSelected}
						onChange={({ target }) => onSelect(target.checked)}
						className={boxClass}
					/>
					{person}
				</label>
			)}
			<time dateTime={joinedAt} title={clock.full(joinedAt)} className="text-meta text-text-muted max-sm:hidden">
				{time(joinedAt)}
			</time>
			{showsSeen && <span className="text-meta text-text-muted max-sm:hidden">{seen}</span>}
		</li>
	);
}

function Person({ member, children }: { member: Member; children: ReactNode }) {
	const { user, isOwner, timedOutUntil } = member;
	const named = { ...user, nickname: member.nickname ?? undefined };
	const t = useTranslations("serverSettings");
	const badge = "shrink-0 rounded-[5px] px-1.5 py-0.5 text-badge font-semibold text-text-muted ring-1 ring-line";
	return (
		<>
			<Face person={named} size={32} />
			<span className="min-w-0 flex-1">
				<span className="flex items-center gap-2">
					<span dir="auto" className="min-w-0 truncate font-semibold">
						<PersonName person={named} />
					</span>
					{isOwner && <span className={badge}>{t("owner")}</span>}
					{timedOutUntil && <span className={badge}>{t("timedOut")}</span>}
				</span>
				<span dir="auto" className="block truncate text-xs text-text-muted">
					@{user.username}
				</span>
				{children}
			</span>
		</>
	);
}
