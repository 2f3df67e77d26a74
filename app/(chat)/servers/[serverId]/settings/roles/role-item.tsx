"use client";

import { ArrowDown, ArrowUp, Ellipsis, GripVertical, Lock } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { RoleDot } from "@/app/_chat/permissions/role-dot";
import { useRoleName } from "@/app/_chat/permissions/use-role-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import type { Role } from "@/lib/realtime/protocol";

type Props = {
	role: Role;
	count: number;
	isShown: boolean;
	/** Not below the viewer's own highest role. */
	isLocked: boolean;
	/** The place among the roles that can be moved; null for one that cannot. */
	place: { index: number; last: number } | null;
	onChoose: () => void;
	onMove: (id: number, to: number) => void;
};

/** A private type, so that drags from elsewhere are not taken for a role. */
const dragType = "application/x-hearth-role";

/** A role in the list. It is moved by dragging, by Alt with the arrows, or, on a phone, from its menu. */
export function RoleItem({ role, count, isShown, isLocked, place, onChoose, onMove }: Props) {
	const t = useTranslations("roles");
	const settings = useTranslations("serverSettings");
	const [isOver, setOver] = useState(false);
	const name = useRoleName(role);
	const onKeyDown = (event: KeyboardEvent) => {
		const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
		if (!place || step === 0 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
		event.preventDefault();
		onMove(role.id, place.index + step);
	};
	return (
		<li
			draggable={place !== null}
			onKeyDown={onKeyDown}
			onDragStart={({ dataTransfer }) => {
				dataTransfer.setData(dragType, String(role.id));
				dataTransfer.effectAllowed = "move";
			}}
			onDragOver={(event) => {
				if (!place || !event.dataTransfer.types.includes(dragType)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				setOver(false);
				if (!place || !event.dataTransfer.types.includes(dragType)) return;
				event.preventDefault();
				onMove(Number(event.dataTransfer.getData(dragType)), place.index);
			}}
			className={classNames(
				"flex items-center rounded-md",
				"hover:bg-surface-hover",
				// On a phone the list is a page of its own.
				isShown && "md:bg-surface-hover md:shadow-[inset_0_0_0_1px_var(--line)]",
				isOver && "bg-selected shadow-[inset_0_0_0_2px_var(--focus)]",
			)}
		>
			<span
				aria-hidden="true"
				className="grid w-5 shrink-0 cursor-grab place-items-center text-text-faint max-md:hidden"
			>
				{place && <GripVertical size="0.875rem" />}
			</span>
			{/* biome-ignore lint/a11y/useSemanticElements: Firefox cannot drag by a button. */}
			<span
				role="button"
				tabIndex={0}
				aria-current={isShown ? "true" : undefined}
				aria-keyshortcuts={place ? "Alt+ArrowUp Alt+ArrowDown" : undefined}
				onClick={onChoose}
				onKeyDown={(event) => {
					if ((event.key !== "Enter" && event.key !== " ") || event.altKey) return;
					event.preventDefault();
					onChoose();
				}}
				className={classNames(
					"ring-inward flex h-10 min-w-0 flex-1 cursor-pointer items-center gap-2.5 rounded-md ps-1 pe-2 text-channel max-md:h-12 max-md:ps-3 max-md:text-base",
					isShown && "md:font-semibold",
				)}
			>
				<RoleDot colour={role.colour} />
				<span dir="auto" className="min-w-0 flex-1 truncate">
					{name}
				</span>
				{isLocked && <Lock size="0.875rem" aria-label={t("locked")} className="shrink-0 text-text-faint" />}
				<span className="text-meta text-text-faint tabular-nums">
					<span aria-hidden="true">{count}</span>
					<span className="sr-only">{t("memberCount", { count })}</span>
				</span>
			</span>
			{place && (
				<span className="md:hidden">
					<Menu
						trigger={
							<IconButton label={t("moveMenu", { name })}>
								<Ellipsis size="1rem" aria-hidden="true" />
							</IconButton>
						}
					>
						<MenuItem
							disabled={place.index === 0}
							icon={<ArrowUp size="1rem" aria-hidden="true" />}
							onSelect={() => onMove(role.id, place.index - 1)}
						>
							{settings("moveUp")}
						</MenuItem>
						<MenuItem
							disabled={place.index === place.last}
							icon={<ArrowDown size="1rem" aria-hidden="true" />}
							onSelect={() => onMove(role.id, place.index + 1)}
						>
							{settings("moveDown")}
						</MenuItem>
					</Menu>
				</span>
			)}
		</li>
	);
}
