/**
 * Top-level domains that make a link without `https://`. Those that are also file extensions, or common words after a
 * missing blank (`README.md`, `setup.py`, `done.it`), need it.
 */
export const plainEndings =
	"com net org edu gov mil int eu uk de fr nl jp kr cn tw hk ru ua ca au nz br ar mx se dk fi cz sk hu gr ro bg ch ie il tr za sg".split(
		" ",
	);
