"use client";

import { Check } from "lucide-react";
import { useId } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Role } from "@/lib/realtime/protocol";

export const roleColours = [
	"rowan",
	"amber",
	"moss",
	"fern",
	"lagoon",
	"sky",
	"iris",
	"heather",
	"rose",
	"stone",
] as const satisfies Role["colour"][];

type Props = { value: Role["colour"]; disabled: boolean; onChange: (colour: Role["colour"]) => void };

/** The colours by name, each legible in the dark and the light theme, and none. */
export function ColourField({ value, disabled, onChange }: Props) {
	const t = useTranslations("roles");
	const name = useId();
	return (
		<fieldset disabled={disabled} className="min-w-0">
			<legend className="mb-1.5 text-meta font-semibold">{t("colour")}</legend>
			<div className="flex flex-wrap gap-2 py-[7px] max-md:gap-3.5">
				{[null, ...roleColours].map((colour) => (
					<label
						key={colour ?? "none"}
						title={t(`colours.${colour ?? "none"}`)}
						className={classNames(
							"relative grid size-[1.625rem] place-items-center rounded-full text-surface max-md:size-8",
							"has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-focus",
							disabled ? "cursor-not-allowed opacity-60" : "cursor-pointer",
							value === colour && "shadow-[0_0_0_2px_var(--surface),0_0_0_4px_var(--text)]",
						)}
						style={
							colour
								? { background: `var(--role-${colour})` }
								: value === null
									? undefined
									: { boxShadow: "inset 0 0 0 2px var(--line-strong)" }
						}
					>
						<input
							type="radio"
							name={name}
							aria-label={t(`colours.${colour ?? "none"}`)}
							checked={value === colour}
							onChange={() => onChange(colour)}
							className="absolute -inset-1.5 cursor-inherit opacity-0 forced-colors:opacity-100"
						/>
						{value === colour && (
							<Check
								size="0.875rem"
								aria-hidden="true"
								className={classNames("pointer-events-none", colour === null && "text-text")}
							/>
						)}
					</label>
				))}
			</div>
		</fieldset>
	);
}
