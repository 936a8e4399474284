/**
 * The way in: static methods that woven code calls. Each passes its call on to a part of the one
 * {@link io.pageconsistency.hooks.Checker} of this virtual machine, and does nothing else.
 */
package io.pageconsistency.hooks;
