/**
 * Tracked pools whose own objects stand for their regions: which region an object has, whether anything of it is recorded, and what is
 * made of each call of a hook. Everything here belongs to one {@link io.pageconsistency.hooks.Checker}; nothing is static.
 */
package io.pageconsistency.tracking;
