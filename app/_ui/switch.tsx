"use client";

import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

type Props = {
	label: ReactNode;
	text?: ReactNode;
	checked: boolean;
	disabled?: boolean;
	onChange: (checked: boolean) => void;
};

export function Switch({ label, text, checked, disabled = false, onChange }: Props) {
	const id = useId();
	return (
		<div className="flex items-center gap-4">
			<label htmlFor={id} className="min-w-0 flex-1">
				<span className="block font-semibold">{label}</span>
				{text && (
					<span id={`${id}-text`} className="block text-meta text-text-muted">
						{text}
					</span>
				)}
			</label>
			<button
				id={id}
				type="button"
				role="switch"
				aria-checked={checked}
				disabled={disabled}
				aria-describedby={text ? `${id}-text` : undefined}
				onClick={() => onChange(!checked)}
				className={classNames(
					"relative h-[1.375rem] w-9 shrink-0 rounded-full transition-colors before:absolute before:top-[3px] before:size-4 before:rounded-full before:bg-knob after:absolute forced-colors:border forced-colors:before:bg-[ButtonText] after:-inset-[11px]",
					checked ? "bg-ember before:end-[3px]" : "bg-line-strong before:start-[3px]",
					disabled && "cursor-not-allowed opacity-45",
				)}
			/>
		</div>
	);
}
