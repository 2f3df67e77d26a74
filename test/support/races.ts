/** A positive number from the environment, or the default. */
function numberFrom(name: string, few: number): number {
	const wanted = Number(process.env[name]);
	return Number.isInteger(wanted) && wanted > 0 ? wanted : few;
}

/** How often a race is run: a few times in every test run, and RACE_REPEATS times when it is set. */
export const repeatsOf = (few: number): number => numberFrom("RACE_REPEATS", few);

/** How many users race for the last uses of an invite: RACE_CROWD, if it is set. */
export const crowdOf = (few: number): number => numberFrom("RACE_CROWD", few);
