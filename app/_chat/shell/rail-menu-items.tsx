"use client";

import { ArrowDown, ArrowUp, Folder, FolderMinus, FolderOutput, FolderPlus, Pencil } from "lucide-react";
import {
	addFolder,
	addToFolder,
	folderOf,
	foldersOf,
	moveBeside,
	type RailTarget,
	removeFolder,
	step,
} from "@/app/_client/servers/rail-moves";
import { useTranslations } from "@/app/_i18n/use-translations";
import { MenuItem, MenuLabel, MenuSeparator } from "@/app/_ui/menu";
import type { RailItem } from "@/lib/realtime/protocol";

type Props = {
	rail: RailItem[];
	target: RailTarget;
	nameOf: (target: RailTarget) => string;
	onChange: (rail: RailItem[]) => void;
	onEdit: (folderId: number) => void;
};

const icon = (Icon: typeof Folder) => <Icon size="1rem" aria-hidden="true" />;

/** The menu of a row of the rail, for those who neither drag nor know the keys. */
export function RailMenuItems({ rail, target, nameOf, onChange, onEdit }: Props) {
	const t = useTranslations("rail");
	const up = step(rail, target, -1);
	const down = step(rail, target, 1);
	return (
		<>
			<MenuLabel>{nameOf(target)}</MenuLabel>
			<MenuItem icon={icon(ArrowUp)} hint="Alt+Shift+↑" disabled={up === rail} onSelect={() => onChange(up)}>
				{t("moveUp")}
			</MenuItem>
			<MenuItem icon={icon(ArrowDown)} hint="Alt+Shift+↓" disabled={down === rail} onSelect={() => onChange(down)}>
				{t("moveDown")}
			</MenuItem>
			<MenuSeparator />
			{"folderId" in target ? (
				<>
					<MenuItem icon={icon(Pencil)} onSelect={() => onEdit(target.folderId)}>
						{t("editFolder")}
					</MenuItem>
					<MenuItem icon={icon(FolderMinus)} onSelect={() => onChange(removeFolder(rail, target.folderId))}>
						{t("removeFolder")}
					</MenuItem>
				</>
			) : (
				<ServerItems rail={rail} serverId={target.serverId} nameOf={nameOf} onChange={onChange} />
			)}
		</>
	);
}

type ServerProps = Pick<Props, "rail" | "nameOf" | "onChange"> & { serverId: number };

function ServerItems({ rail, serverId, nameOf, onChange }: ServerProps) {
	const t = useTranslations("rail");
	const own = folderOf(rail, serverId);
	const takenOut = own && moveBeside(rail, { serverId }, { folderId: own.id }, "after");
	return (
		<>
			{foldersOf(rail)
				.filter(({ id }) => id !== own?.id)
				.map(({ id }) => (
					<MenuItem key={id} icon={icon(Folder)} onSelect={() => onChange(addToFolder(rail, serverId, id))}>
						{t("moveTo", { name: nameOf({ folderId: id }) })}
					</MenuItem>
				))}
			{own && takenOut !== rail && takenOut && (
				<MenuItem icon={icon(FolderOutput)} onSelect={() => onChange(takenOut)}>
					{t("takeOut")}
				</MenuItem>
			)}
			<MenuItem icon={icon(FolderPlus)} onSelect={() => onChange(addFolder(rail, serverId))}>
				{t("newFolder")}
			</MenuItem>
		</>
	);
}
