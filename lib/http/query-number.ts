import { z } from "zod";

/** An integer in a query: decimal digits only, so no sign, blank, leading zero, fraction, exponent or other base. */
export const queryNumber = (min: number, max: number, message = `Must be ${min} to ${max}.`) =>
	z
		.string(message)
		.regex(/^(0|[1-9][0-9]{0,15})$/, message)
		.transform(Number)
		.refine((value) => value >= min && value <= max, message);

/** The maximum of items in a list: 1 to `max`. */
export const queryLimit = (max: number, otherwise: number) => queryNumber(1, max).default(otherwise);
