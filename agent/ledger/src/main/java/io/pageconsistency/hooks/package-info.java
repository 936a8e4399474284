/**
 * The way in: static methods that woven code calls, each of which passes its call on to a part of the one
 * {@link io.pageconsistency.hooks.Checker} of this virtual machine.
 */
package io.pageconsistency.hooks;
