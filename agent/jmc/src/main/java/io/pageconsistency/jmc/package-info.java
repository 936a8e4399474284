/** The plug-in for JDK Mission Control: rules about the agent's events. {@code pages.xml} describes its pages. */
package io.pageconsistency.jmc;
