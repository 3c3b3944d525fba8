/** Written into the bundle by scripts/build.ts. */
declare const BUILD_ID: string | undefined

/** The version of this program; the same as in package.json, which a test compares. */
export const VERSION = '0.1.0'

/** The version and the very build: what an agent runs is not to be mixed with what a newer command line brings. */
export const BUILD = `${VERSION}-${typeof BUILD_ID === 'undefined' ? 'sources' : BUILD_ID}`
