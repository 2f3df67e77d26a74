"use client";

import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

type Option<T extends string> = { value: T; label: string; icon: ReactNode; tone?: "success" | "danger" };

type Props<T extends string> = {
	/** Read by screen readers; the row says it already. */
	label: string;
	options: Option<T>[];
	value: T;
	disabled?: boolean;
	onChange: (value: T) => void;
};

const tones = {
	success: "bg-success-subtle text-success-text shadow-[inset_0_0_0_1px_var(--success-text)]",
	danger: "bg-danger-subtle text-danger-text shadow-[inset_0_0_0_1px_var(--danger-text)]",
};

/** Radio buttons of one icon each, side by side. */
export function Segmented<T extends string>({ label, options, value, disabled = false, onChange }: Props<T>) {
	const name = useId();
	return (
		<fieldset disabled={disabled} className={classNames("flex shrink-0 rounded-md border", disabled && "opacity-55")}>
			<legend className="sr-only">{label}</legend>
			{options.map((option) => (
				<label
					key={option.value}
					title={option.label}
					className={classNames(
						"relative grid h-8 w-9 place-items-center first-of-type:rounded-s-[7px] last-of-type:rounded-e-[7px] max-md:h-11 max-md:w-11",
						"has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
						disabled ? "cursor-not-allowed" : "cursor-pointer",
						option.value !== value
							? classNames("text-text-faint", !disabled && "hover:bg-surface-hover hover:text-text")
							: option.tone
								? tones[option.tone]
								: "bg-selected text-text shadow-[inset_0_0_0_1px_var(--line-strong)]",
					)}
				>
					<input
						type="radio"
						name={name}
						aria-label={option.label}
						checked={option.value === value}
						onChange={() => onChange(option.value)}
						className="absolute inset-0 cursor-inherit opacity-0"
					/>
					{option.icon}
				</label>
			))}
		</fieldset>
	);
}
