"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlClass, Field, type FieldProps } from "./field";

type Props = Omit<ComponentProps<"select">, "id"> & FieldProps;

/** The browser's own select element, which works with every input device and screen reader. */
export function Select({ label, aside, hint, error, children, ...rest }: Props) {
	return (
		<Field label={label} aside={aside} hint={hint} error={error}>
			{(wiring) => (
				<div className="relative">
					<select
						{...rest}
						{...wiring}
						className={controlClass(Boolean(error), "h-10 appearance-none ps-3 pe-9 max-md:h-11")}
					>
						{children}
					</select>
					<ChevronDown
						size="1rem"
						aria-hidden="true"
						className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-text-muted"
					/>
				</div>
			)}
		</Field>
	);
}
