"use client";

import { Check } from "lucide-react";
import { classNames } from "@/app/_ui/class-names";
import type { Role } from "@/lib/realtime/protocol";

type Props = {
	roles: readonly Role[];
	isChosen: (role: Role) => boolean;
	onToggle: (role: Role) => void;
	/** No other role can be chosen. */
	isFull?: boolean;
};

/** Roles as buttons that stay pressed. */
export function RoleToggles({ roles, isChosen, onToggle, isFull = false }: Props) {
	return (
		<ul className="flex flex-wrap gap-2">
			{roles.map((role) => {
				const chosen = isChosen(role);
				return (
					<li key={role.id} className="max-w-full">
						<button
							type="button"
							aria-pressed={chosen}
							disabled={isFull && !chosen}
							onClick={() => onToggle(role)}
							className={classNames(
								"inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border px-3.5 text-sm font-semibold max-md:min-h-11 disabled:cursor-not-allowed disabled:opacity-45",
								chosen
									? "border-ember-mark bg-ember-subtle ring-1 ring-ember-mark"
									: "border-line-strong bg-surface hover:bg-surface-hover",
							)}
						>
							{chosen && <Check size="1rem" aria-hidden="true" className="shrink-0 text-ember-text" />}
							<span
								dir="auto"
								className="min-w-0 truncate"
								style={role.colour ? { color: `var(--role-${role.colour})` } : undefined}
							>
								{role.name}
							</span>
						</button>
					</li>
				);
			})}
		</ul>
	);
}
