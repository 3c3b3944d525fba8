console.log('hwctl')
