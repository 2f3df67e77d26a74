"use client";

import type { ComponentProps, ReactNode } from "react";
import { controlClass, Field, type FieldProps } from "./field";

type Input = Omit<ComponentProps<"input">, "id"> & FieldProps & { trailing?: ReactNode };

export function TextField({ label, aside, hint, error, trailing, ...rest }: Input) {
	return (
		<Field label={label} aside={aside} hint={hint} error={error}>
			{(wiring) => (
				<div className={controlClass(Boolean(error), "flex h-10 items-center max-md:h-11")}>
					<input
						dir="auto"
						{...rest}
						{...wiring}
						className="h-full min-w-0 flex-1 rounded-md bg-transparent px-3 outline-none read-only:text-text-muted"
					/>
					{trailing}
				</div>
			)}
		</Field>
	);
}

type Area = Omit<ComponentProps<"textarea">, "id"> & FieldProps;

export function TextArea({ label, aside, hint, error, ...rest }: Area) {
	return (
		<Field label={label} aside={aside} hint={hint} error={error}>
			{(wiring) => (
				<textarea
					dir="auto"
					rows={4}
					{...rest}
					{...wiring}
					className={controlClass(Boolean(error), "block resize-y px-3 py-2 leading-[1.375rem]")}
				/>
			)}
		</Field>
	);
}
