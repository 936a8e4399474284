<?xml version="1.0" encoding="UTF-8"?>
<!-- From a toolchains.xml to a properties file with the home and the release of the newest JDK, if there is
     one of release 22 or later. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/">
    <xsl:for-each select="//*[local-name() = 'toolchain']">
      <xsl:sort select="substring-before(concat(translate(.//*[local-name() = 'version'], '-+_', '...'), '.'), '.')"
                data-type="number" order="descending"/>
      <xsl:variable name="feature"
                    select="substring-before(concat(translate(.//*[local-name() = 'version'], '-+_', '...'), '.'), '.')"/>
      <xsl:if test="position() = 1 and $feature &gt;= 22">
        <!-- In properties files a backslash begins an escape; Java takes the other one everywhere. -->
        <xsl:text>newest.jdk=</xsl:text>
        <xsl:value-of select="translate(normalize-space(.//*[local-name() = 'jdkHome']), '\', '/')"/>
        <xsl:text>&#10;newest.feature=</xsl:text>
        <xsl:value-of select="$feature"/>
        <xsl:text>&#10;</xsl:text>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
