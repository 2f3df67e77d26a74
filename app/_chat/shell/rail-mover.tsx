"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import {
	addToFolder,
	folderOf,
	foldersOf,
	group,
	isIn,
	moveBeside,
	placeOf,
	type RailTarget,
	step,
	withFolder,
} from "@/app/_client/servers/rail-moves";
import { useRail } from "@/app/_client/servers/use-rail";
import { useOwnServers } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuAt } from "@/app/_ui/menu";
import type { RailItem } from "@/lib/realtime/protocol";
import { RailFolderDialog } from "./rail-folder-dialog";
import { followGestures, type RailGestures, selectorOf } from "./rail-gestures";
import { RailMenuItems } from "./rail-menu-items";
import { useFolderName } from "./use-folder-name";

type Props = { list: RefObject<HTMLElement | null> };

/** Orders the rail by drags, keys and a menu, and makes folders in it. */
export function RailMover({ list }: Props) {
	const t = useTranslations("rail");
	const { rail, setRail } = useRail();
	const { servers } = useOwnServers();
	const folderName = useFolderName();
	const [announcement, setAnnouncement] = useState("");
	const [menu, setMenu] = useState<{ target: RailTarget; x: number; y: number } | null>(null);
	const [edited, setEdited] = useState<number | null>(null);
	if (menu && !isIn(rail, menu.target)) setMenu(null);

	const nameOf = (target: RailTarget): string => {
		if ("serverId" in target) return servers.find(({ id }) => id === target.serverId)?.name ?? "";
		const named = foldersOf(rail).find(({ id }) => id === target.folderId);
		return named ? folderName(named, servers) : "";
	};
	const change = (next: RailItem[], target: RailTarget) => {
		if (!isIn(rail, target) || JSON.stringify(next) === JSON.stringify(rail)) return;
		setRail(next);
		setAnnouncement(isIn(next, target) ? t("moved", { name: nameOf(target), ...placeOf(next, target) }) : "");
	};
	const latestRail = useRef(rail);
	latestRail.current = rail;
	/**
	 * A row that is moved in the document loses the focus. Of a server in a closed folder there is only the folder, and a
	 * removed folder has no row.
	 */
	const focusLater = (target: RailTarget) =>
		setTimeout(() => {
			const around = "serverId" in target ? folderOf(latestRail.current, target.serverId) : undefined;
			const row =
				list.current?.querySelector(selectorOf(target)) ??
				(around && list.current?.querySelector(selectorOf({ folderId: around.id })));
			(row ?? list.current)?.querySelector<HTMLElement>("a, button")?.focus();
		});
	const gestures: RailGestures = {
		onStep(target, by) {
			change(step(rail, target, by), target);
			focusLater(target);
		},
		onDrop(target, anchor, where) {
			if (where !== "onto") return change(moveBeside(rail, target, anchor, where), target);
			if ("folderId" in target) return;
			const { serverId } = target;
			const next =
				"folderId" in anchor ? addToFolder(rail, serverId, anchor.folderId) : group(rail, serverId, anchor.serverId);
			change(next, target);
		},
		onMenu: (target, x, y) => setMenu({ target, x, y }),
	};
	const latest = useRef(gestures);
	latest.current = gestures;
	useEffect(() => {
		const { current } = list;
		return current ? followGestures(current, () => latest.current) : undefined;
	}, [list]);
	const closeMenu = (target: RailTarget) => {
		setMenu(null);
		focusLater(target);
	};
	const folder = foldersOf(rail).find(({ id }) => id === edited);
	return (
		<>
			<p role="status" className="sr-only">
				{announcement}
			</p>
			{menu && (
				<MenuAt x={menu.x} y={menu.y} onClose={() => closeMenu(menu.target)}>
					<RailMenuItems
						rail={rail}
						target={menu.target}
						nameOf={nameOf}
						onChange={(next) => change(next, menu.target)}
						onEdit={setEdited}
					/>
				</MenuAt>
			)}
			{folder && (
				<RailFolderDialog
					folder={folder}
					onSave={(fields) => setRail(withFolder(rail, folder.id, fields))}
					onClose={() => setEdited(null)}
				/>
			)}
		</>
	);
}
