"use client";

import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

export type Option<T extends string> = { value: T; label: ReactNode; text?: ReactNode; icon?: ReactNode };

type Props<T extends string> = {
	label: ReactNode;
	hint?: ReactNode;
	options: Option<T>[];
	value: T;
	onChange: (value: T) => void;
	columns?: string;
};

/** Shows the choice by its shape, because colour alone is not visible to all users. */
export function RadioMark({ checked }: { checked: boolean }) {
	return (
		<span
			aria-hidden="true"
			data-checked={checked || undefined}
			className={classNames(
				"size-[1.125rem] shrink-0 rounded-full bg-raised",
				checked ? "border-[5px] border-ember-mark" : "border-2 border-line-strong",
			)}
		/>
	);
}

/** Radio buttons as cards. */
export function RadioCards<T extends string>({ label, hint, options, value, onChange, columns }: Props<T>) {
	const name = useId();
	return (
		<fieldset className="min-w-0">
			<legend className="mb-1.5 text-meta font-semibold">{label}</legend>
			<div className={classNames("grid gap-2.5", columns ?? "sm:grid-cols-2")}>
				{options.map((option) => (
					<label
						key={option.value}
						className={classNames(
							"flex min-h-11 cursor-pointer items-center gap-3 rounded-[10px] border px-3 py-2.5 transition-colors",
							"has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
							option.value === value
								? "border-ember-mark bg-ember-subtle ring-1 ring-ember-mark"
								: "border-line-strong bg-surface hover:bg-surface-hover",
						)}
					>
						<input
							type="radio"
							name={name}
							value={option.value}
							checked={option.value === value}
							onChange={() => onChange(option.value)}
							className="sr-only"
						/>
						{option.icon}
						<span className="min-w-0 flex-1">
							<span className="block font-semibold">{option.label}</span>
							{option.text && <span className="block text-meta text-text-muted">{option.text}</span>}
						</span>
						<RadioMark checked={option.value === value} />
					</label>
				))}
			</div>
			{hint && <p className="mt-1.5 text-meta text-text-faint">{hint}</p>}
		</fieldset>
	);
}
