"use client";

import { Car, Castle, Clock3, Flag, Hash, Leaf, Lightbulb, Smile, Trophy, User, Utensils } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { type Group, groups } from "./emoji-grid";

const icons = {
	recent: Clock3,
	server: Castle,
	0: Smile,
	1: User,
	3: Leaf,
	4: Utensils,
	5: Car,
	6: Trophy,
	7: Lightbulb,
	8: Hash,
	9: Flag,
};

/** Jumps to a category of the picker. */
export function CategoryTabs({ hasServer, onGroup }: { hasServer: boolean; onGroup: (group: Group) => void }) {
	const t = useTranslations("emoji.groups");
	return (
		<div className="flex border-b px-1.5 pb-1">
			{groups.map((group) => {
				if (group === "server" && !hasServer) return null;
				const Icon = icons[group];
				return (
					<button
						key={group}
						type="button"
						aria-label={t(`${group}`)}
						title={t(`${group}`)}
						onClick={() => onGroup(group)}
						className="ring-inward grid h-8 min-w-0 flex-1 place-items-center rounded-md text-text-faint hover:bg-selected hover:text-text max-md:h-11"
					>
						<Icon size="1rem" aria-hidden="true" />
					</button>
				);
			})}
		</div>
	);
}
